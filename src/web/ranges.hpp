// The ranges of bytes that a request asks for: its Range header, as RFC 9110, 14 reads it.
//
//   requested_ranges("bytes=0-9, -5", 100)   // {0, 10} and {95, 5}
//
// Thread: any. Failure: none; any bytes are a header.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bonito::detail {

struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t size = 0;

  bool operator==(const ContentRange&) const = default;
};

constexpr std::size_t most_ranges = 16;

// Those that a content of this size has, cut at its end, in the order of the header; none at all if it has no byte of
// any. Nothing: the header is to be ignored. It is malformed, or its unit is another; it names more than most_ranges;
// or the answer would be longer than the content, because ranges overlap. An empty content has no ranges.
std::optional<std::vector<ContentRange>> requested_ranges(std::string_view header, std::uint64_t size);

}  // namespace bonito::detail
