// A page that counts: its program sets an observable to 1, 2, 3, … as fast as it can, and every value travels.
//
// The page's script knows three mirrors: it sets "go" to the last number, is sent "line", and sets "seen" at least
// every tell_every values to what it has seen, so that the program can wait when it is far ahead.
#pragma once
#include "bonito/bonito.hpp"

namespace bonito::bench {

constexpr std::uint32_t line_slot = 1, go_slot = 2, seen_slot = 3;
constexpr std::uint32_t tell_every = 5'000;

App counting_app();

}  // namespace bonito::bench
