// A page that counts: its program sets an observable to 1, 2, 3, … as fast as it can, and every value travels.
//
// The page's script knows three mirrors: it sets "go" to the last number, is sent "line", and sets "seen"
// every so often to what it has seen, so that the program can wait when it is far ahead.
#pragma once
#include "bonito/bonito.hpp"

namespace bonito::bench {

App counting_app();

}  // namespace bonito::bench
