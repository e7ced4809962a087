#include "pieces.hpp"

#include <utility>

namespace webrtc {

std::optional<Bytes> Joiner::add(BytesView piece) {
  if (piece.empty() || frame_.size() + piece.size() - 1 > longest_frame_) is_spoilt_ = true;
  if (is_spoilt_) return std::nullopt;
  frame_.insert(frame_.end(), piece.begin(), piece.end() - 1);
  if (piece.back() != std::byte{0}) return std::nullopt;
  return std::exchange(frame_, {});
}

}  // namespace webrtc
