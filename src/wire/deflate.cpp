#include "wire/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace bonito::detail {
namespace {

constexpr std::byte deflate_bit{0x80};
constexpr std::size_t small = 256;  // bytes: not worth the work
constexpr int without_header = -MAX_WBITS;
constexpr std::size_t first_room = 16u << 10;

Bytef* in(BytesView bytes) noexcept {  // zlib only reads there
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}
Bytef* out(Bytes& bytes, std::size_t at) noexcept { return reinterpret_cast<Bytef*>(bytes.data() + at); }

}  // namespace

bool is_deflated(BytesView frame) noexcept { return !frame.empty() && (frame[0] & deflate_bit) != std::byte{}; }

Payload deflated(Payload frame) {
  if (frame.size() < small || frame.size() > std::numeric_limits<uInt>::max()) return frame;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, without_header, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    return frame;
  }
  Bytes packed(frame.size() - 1);  // more would be no gain
  packed[0] = frame.pieces()[0][0] | deflate_bit;
  stream.next_out = out(packed, 1);
  stream.avail_out = static_cast<uInt>(packed.size() - 1);
  int state = Z_OK;
  std::size_t skip = 1;  // the kind
  for (const BytesView piece : frame.pieces()) {
    const auto rest = piece.subspan(std::min(skip, piece.size()));
    skip -= piece.size() - rest.size();
    stream.next_in = in(rest);
    stream.avail_in = static_cast<uInt>(rest.size());
    if (!rest.empty()) state = deflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK || stream.avail_in > 0) break;
  }
  const bool fits = state == Z_OK && stream.avail_in == 0 && deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return fits ? Payload(std::move(packed)) : frame;
}

Result<Bytes> inflated(BytesView frame, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, without_header) != Z_OK) return Error{Errc::io, "There is no memory to inflate a frame."};
  struct Finally {
    z_stream& stream;
    ~Finally() { inflateEnd(&stream); }
  } const finally{stream};
  Bytes whole{frame[0] & ~deflate_bit};
  stream.next_in = in(frame.subspan(1));
  stream.avail_in = static_cast<uInt>(frame.size() - 1);
  for (int state = Z_OK; state != Z_STREAM_END;) {
    const std::size_t had = whole.size();
    if (had == limit) return Error{Errc::too_large, "A compressed frame is longer than it may be."};
    whole.resize(std::min(limit, std::max(first_room, 2 * had)));
    stream.next_out = out(whole, had);
    stream.avail_out = static_cast<uInt>(whole.size() - had);
    state = inflate(&stream, Z_NO_FLUSH);
    whole.resize(whole.size() - stream.avail_out);
    const bool goes_on = state == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0);
    if (state != Z_STREAM_END && !goes_on) return Error{Errc::bad_payload, "A compressed frame is no deflated one."};
  }
  if (stream.avail_in > 0) return Error{Errc::bad_payload, "More follows the end of a compressed frame."};
  return whole;
}

}  // namespace bonito::detail
