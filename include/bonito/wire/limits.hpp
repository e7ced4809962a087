// The bounds both sides of the wire keep to (protocol/README.md, protocol/numbers.json).
#pragma once
#include <cstddef>

namespace bonito {

inline constexpr std::size_t max_depth = 64;                             // lists and maps within each other
inline constexpr std::size_t max_elements = 1'000'000;                   // values in all, in one frame from the browser
inline constexpr std::size_t max_frame_from_browser = 16 * 1024 * 1024;  // bytes
inline constexpr std::size_t max_hello = 1024;                           // bytes of what comes before the welcome
inline constexpr std::size_t max_ping = 8;                               // bytes a ping may carry

}  // namespace bonito
