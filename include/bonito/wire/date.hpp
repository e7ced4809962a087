// Date: a moment, as MessagePack's timestamp has it: seconds since 1970 (UTC) and nanoseconds.
//
//   Value now = Date(std::chrono::system_clock::now());       // in the browser: a Date, to the millisecond
//   std::optional<std::chrono::system_clock::time_point> moment = now.date()->time_point();
//
// It reaches further than the system clock, which ends in the year 2262: hence the optional.
#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

namespace bonito {

struct Date {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;  // 0 to 999'999'999, added to the seconds, also before 1970

  Date() = default;
  constexpr Date(std::int64_t whole_seconds, std::uint32_t rest) : seconds(whole_seconds), nanoseconds(rest) {}
  template <class Duration>
  Date(std::chrono::time_point<std::chrono::system_clock, Duration> moment) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(moment);
    seconds = whole.time_since_epoch().count();
    nanoseconds =
        static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(moment - whole).count());
  }

  // Nothing if the system clock does not reach that far.
  std::optional<std::chrono::system_clock::time_point> time_point() const {
    using Clock = std::chrono::system_clock;
    constexpr auto furthest = std::chrono::floor<std::chrono::seconds>(Clock::duration::max()).count();
    if (seconds >= furthest || seconds <= -furthest) return std::nullopt;
    return Clock::time_point(std::chrono::duration_cast<Clock::duration>(std::chrono::seconds(seconds)) +
                             std::chrono::duration_cast<Clock::duration>(std::chrono::nanoseconds(nanoseconds)));
  }

  friend bool operator==(const Date&, const Date&) = default;
};

}  // namespace bonito
