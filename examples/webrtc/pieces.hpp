// Pieces: frames of any length as messages of a bounded one, in order. A message's last byte says whether more of the
// frame follows: 1, or 0 if it is the whole or the last of one.
//
//   for_each_piece(frame, [&](BytesView piece) { send(piece); });      // on this side…
//   if (const auto frame = joiner.add(piece)) process(*frame);         // …and on the other
//
// 64 KiB is what a message may be where nothing else was agreed, and webrtcbin's answers agree on nothing.
//
// Owner: a value. Thread: one at a time. Failure: a piece that is empty, or makes a frame too long, spoils the joiner:
// it takes no more, and the connection is to be closed.
#pragma once
#include <algorithm>
#include <bonito/base/bytes.hpp>
#include <bonito/wire/limits.hpp>
#include <optional>

namespace webrtc {

using bonito::Bytes;
using bonito::BytesView;

inline constexpr std::size_t longest_piece = 64u << 10;

template <class F>
void for_each_piece(BytesView frame, F take) {
  Bytes piece;
  for (bool more = true; more;) {
    const auto size = std::min(frame.size(), longest_piece - 1);
    more = size < frame.size();
    piece.assign(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
    piece.push_back(std::byte{more});
    take(BytesView(piece));
    frame = frame.subspan(size);
  }
}

class Joiner {
 public:
  explicit Joiner(std::size_t longest_frame = bonito::max_frame_from_browser) : longest_frame_(longest_frame) {}

  // The whole frame, if this was its last piece.
  std::optional<Bytes> add(BytesView piece);
  bool is_spoilt() const noexcept { return is_spoilt_; }

 private:
  const std::size_t longest_frame_;
  Bytes frame_;
  bool is_spoilt_ = false;
};

}  // namespace webrtc
