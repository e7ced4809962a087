// JoinedFrame: frames that come in pieces, whole.
//
//   JoinedFrame joined;
//   if (auto frame = joined.add(bytes).value()) hear(*frame);
//
// Owner: whoever has the line; a new line begins with a new one. Failure: a piece that does not follow the one before,
// or is of more than `most` bytes, is an Error (bad_payload), and what had come stays.
#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "bonito/wire/frame.hpp"

namespace bonito::detail {

class JoinedFrame {
 public:
  explicit JoinedFrame(std::size_t most = std::numeric_limits<std::size_t>::max()) : most_(most) {}

  // The frame itself, or the one that this piece ends; nothing if there is more to come.
  Result<std::optional<Bytes>> add(Bytes frame) {
    if (kind_of(frame) != FrameKind::piece) return std::optional(std::move(frame));
    const auto header = read_piece_header(body_of(frame));
    if (!header) return header.error();
    const auto bytes = body_of(frame).subspan(piece_header_size);
    if (header->total > most_) return Error{Errc::bad_payload, "A frame in pieces is longer than it may be."};
    if (header->offset == 0) begun_ = {};
    const auto begun = begun_.size();
    if (header->offset != begun || bytes.empty() || header->total < begun || bytes.size() > header->total - begun) {
      return Error{Errc::bad_payload, "A piece of a frame does not follow the one before."};
    }
    begun_.insert(begun_.end(), bytes.begin(), bytes.end());
    if (begun_.size() < header->total) return std::optional<Bytes>();
    return std::optional(std::exchange(begun_, {}));
  }

  void clear() noexcept { begun_ = {}; }

 private:
  std::size_t most_;
  Bytes begun_;
};

}  // namespace bonito::detail
