// What it costs to keep a frame: its bytes, and something for the smallest, too.
#pragma once
#include <cstddef>

namespace bonito::detail {

inline std::size_t frame_weight(std::size_t frame_bytes) noexcept { return frame_bytes + 32; }

}  // namespace bonito::detail
