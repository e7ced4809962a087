// Numbers that are set as fast as possible, each to the time at which it is: so whoever shows one knows how old it is.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace bonito::bench {

// Of the clock that a browser can read, too, in microseconds.
inline std::int64_t time_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

// What the bare server answers at /newest.
inline std::atomic<std::int64_t> newest_number = 0;

struct Sets {
  struct Pause {
    std::int64_t from, to;  // two numbers, one after the other
  };
  std::int64_t times = 0;
  std::vector<Pause> pauses;  // the thread had to wait for a processor
};

template <class F>
Sets set_often(const std::stop_token& stop, std::chrono::milliseconds how_long, F set) {
  constexpr std::int64_t is_a_pause = 50;
  Sets sets;
  std::int64_t last = time_now();
  const std::int64_t end = last + std::chrono::microseconds(how_long).count();
  for (std::int64_t now = last; now < end && !stop.stop_requested(); last = now, now = time_now()) {
    if (now - last > is_a_pause) sets.pauses.push_back({last, now});
    set(now);
    ++sets.times;
  }
  return sets;
}

}  // namespace bonito::bench
