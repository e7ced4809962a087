// Payload: a message on its way out: bytes that nobody changes any more, in up to three pieces.
//
//   Payload small = Bytes{…};                                    // one piece
//   Payload large(head, {frame, *frame}, {snapshot, samples});   // what is large is looked at, not copied
//   for (BytesView piece : large.pieces()) socket.send(piece);   // or socket.send(large.flat())
//
// Owner: a value; copies share the pieces, and each piece keeps alive what it looks at. Thread: any may read.
#pragma once
#include <array>
#include <cstdint>
#include <memory>

#include "bonito/base/bytes.hpp"

namespace bonito {

// Bytes, and whoever keeps them.
struct SharedBytes {
  std::shared_ptr<const void> owner;
  BytesView bytes;
};

class Payload {
 public:
  static constexpr std::size_t max_head = 16;

  Payload() noexcept = default;
  Payload(Bytes bytes);
  // `head`, at most max_head bytes, is copied.
  Payload(BytesView head, SharedBytes first, SharedBytes second = {}) noexcept;

  std::size_t size() const noexcept { return head_size_ + first_.bytes.size() + second_.bytes.size(); }
  // In order; empty ones are none. The views live as long as this payload, or a copy of it that has not moved.
  std::array<BytesView, 3> pieces() const noexcept {
    return {BytesView(head_.data(), head_size_), first_.bytes, second_.bytes};
  }
  Bytes flat() const;  // one block; a copy

 private:
  std::array<std::byte, max_head> head_{};
  std::uint8_t head_size_ = 0;
  SharedBytes first_;
  SharedBytes second_;
};

}  // namespace bonito
