// JoinedFrame: frames that are written in pieces, whole.
//
//   JoinedFrame joined;
//   if (auto frame = joined.add(bytes)) hear(*frame);
//
// Owner: whoever has the line; a new line begins with a new one. Failure: pieces that do not follow each other throw
// std::logic_error.
#pragma once
#include <optional>
#include <stdexcept>
#include <utility>

#include "bonito/wire/frame.hpp"

namespace bonito::test {

class JoinedFrame {
 public:
  // The frame itself, or the one that this piece ends; nothing if there is more to come.
  std::optional<Bytes> add(Bytes written) {
    if (kind_of(written) != FrameKind::piece) return written;
    const auto header = read_piece_header(body_of(written)).value();
    const auto bytes = body_of(written).subspan(piece_header_size);
    if (header.offset == 0) begun_.clear();
    if (header.offset != begun_.size() || bytes.empty() || bytes.size() > header.total - header.offset) {
      throw std::logic_error("A piece of a frame does not follow the one before.");
    }
    begun_.insert(begun_.end(), bytes.begin(), bytes.end());
    if (begun_.size() < header.total) return std::nullopt;
    return std::exchange(begun_, {});
  }

 private:
  Bytes begun_;
};

}  // namespace bonito::test
