// longest_wait: what is to be waited for longer, "for ever" say, is waited for a year. Deadlines that are further away
// cannot be computed.
#pragma once
#include <algorithm>
#include <chrono>

namespace bonito::detail {

inline constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(24 * 365);

constexpr std::chrono::milliseconds bounded(std::chrono::milliseconds wait) noexcept {
  return std::min(wait, longest_wait);
}

}  // namespace bonito::detail
