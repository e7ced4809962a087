#include "bonito/base/payload.hpp"

#include <algorithm>
#include <utility>

namespace bonito {

Payload::Payload(Bytes bytes) {
  if (bytes.size() <= max_head) {
    head_size_ = static_cast<std::uint8_t>(bytes.size());
    std::ranges::copy(bytes, head_.begin());
    return;
  }
  auto kept = std::make_shared<const Bytes>(std::move(bytes));
  first_.bytes = *kept;
  first_.owner = std::move(kept);
}

Payload::Payload(BytesView head, SharedBytes first, SharedBytes second) noexcept
    : head_size_(static_cast<std::uint8_t>(std::min(head.size(), max_head))),
      first_(std::move(first)),
      second_(std::move(second)) {
  std::ranges::copy(head.first(head_size_), head_.begin());
}

Bytes Payload::flat() const {
  Bytes all;
  all.reserve(size());
  for (const BytesView piece : pieces()) all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

}  // namespace bonito
