// Input: what has not been read of a fuzz target's input, for those that read it as a row of commands. Where it ends,
// zeros follow.
//
//   for (Input input(bytes); !input.done();) obey(input.byte(), input.block());
//
// Owner: a value, which looks at the bytes. Thread: one at a time.
#pragma once
#include <algorithm>
#include <cstdint>

#include "bonito/base/bytes.hpp"

namespace bonito::fuzz {

class Input {
 public:
  explicit Input(BytesView bytes) noexcept : left_(bytes) {}
  bool done() const noexcept { return left_.empty(); }
  std::uint8_t byte() noexcept {
    if (left_.empty()) return 0;
    const auto first = std::to_integer<std::uint8_t>(left_[0]);
    left_ = left_.subspan(1);
    return first;
  }
  // A byte that says how many, and so many.
  BytesView block() noexcept {
    const std::size_t size = std::min<std::size_t>(byte(), left_.size());
    const auto block = left_.first(size);
    left_ = left_.subspan(size);
    return block;
  }

 private:
  BytesView left_;
};

}  // namespace bonito::fuzz
