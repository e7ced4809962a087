// A page whose program sets one text to the time, as fast as it can, for a while after each press of the button.
#pragma once
#include <chrono>
#include <functional>

#include "bonito/bonito.hpp"
#include "support/setting.hpp"

namespace bonito::bench {

constexpr std::uint32_t time_slot = 1, start_slot = 2;

// `done` is called by a thread of the session.
App time_app(
    std::chrono::milliseconds how_long, std::function<void(Sets)> done = [](const Sets&) {});

}  // namespace bonito::bench
