// Bytes: what frames, assets and binary values are made of.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace bonito {

using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

// The same memory, read as the other kind. The view lives as long as what it looks at.
inline BytesView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline std::string_view as_text(BytesView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace bonito
