#include "support/counting.hpp"

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::bench {

std::vector<Bytes> counting_frames(std::uint32_t values, std::size_t bytes) {
  std::vector<Bytes> frames;
  for (std::uint32_t value = 1; value <= values;) {
    Bytes& frame = frames.emplace_back(data_frame({static_cast<std::uint16_t>(frames.size() + 1), 0}));
    Encoder out(frame);
    for (; value <= values && frame.size() < bytes; ++value) {
      out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::set));
      out.unsigned_integer(1);
      out.unsigned_integer(value);
    }
  }
  return frames;
}

BytesView messages_of(BytesView data_frame) noexcept { return data_frame.subspan(1 + data_header_size); }

bool count_on(BytesView messages, std::uint8_t slot, std::uint32_t& value) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(messages.data());
  const auto* const end = at + messages.size();
  while (end - at >= 3) {
    if (at[0] != static_cast<std::uint8_t>(ServerOp::set) || at[1] != slot) return false;
    const std::uint8_t first = at[2];
    at += 3;
    std::uint32_t number = first;
    if (first >= 0x80) {
      const int bytes = first == 0xcc ? 1 : first == 0xcd ? 2 : first == 0xce ? 4 : 8;
      if (end - at < bytes) return false;
      number = 0;
      for (int i = 0; i < bytes; ++i) number = number << 8 | *at++;
    }
    if (number != ++value) return false;
  }
  return at == end;
}

}  // namespace bonito::bench
