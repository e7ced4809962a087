#include "testing/test_frames.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"

namespace bonito::testing {
namespace {

static_assert(std::endian::native == std::endian::little, "test frames are made of words as this machine has them");

constexpr std::array<std::uint8_t, 8> mark{0xb0, 0x17, 0x0c, 0x4f, 0x2e, 0x5a, 0x91, 0xd3};

BytesView mark_bytes() { return std::as_bytes(std::span(mark)); }

std::uint32_t word_at(BytesView bytes, std::size_t place) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data() + place, std::min(sizeof word, bytes.size() - place));
  return word;
}

void append(Bytes& bytes, std::uint32_t word) {
  const auto added = std::as_bytes(std::span(&word, 1));
  bytes.insert(bytes.end(), added.begin(), added.end());
}

}  // namespace

Digest digest_of(BytesView frame) noexcept {
  auto hash = static_cast<std::uint32_t>(frame.size());
  for (std::size_t place = 0; place < frame.size(); place += sizeof hash) {
    hash = (hash ^ word_at(frame, place)) * 0x01000193u;
    hash ^= hash >> 15;
  }
  return {static_cast<std::uint32_t>(frame.size()), hash};
}

Bytes test_frame(std::uint32_t seed, std::uint32_t index, std::size_t size) {
  Bytes frame(size);
  std::uint32_t state = (seed * 0x9e3779b1u) ^ ((index + 1) * 0x85ebca6bu);
  if (state == 0) state = 1;
  for (std::size_t place = 0; place < size; place += sizeof state) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    std::memcpy(frame.data() + place, &state, std::min(sizeof state, size - place));
  }
  if (size > 0) frame.front() = std::byte{0};
  return frame;
}

Payload in_pieces(Bytes frame) {
  const auto whole = std::make_shared<const Bytes>(std::move(frame));
  const BytesView view = *whole;
  const auto head = std::min<std::size_t>(5, view.size());
  const auto half = (view.size() - head) / 2;
  return {view.first(head), {whole, view.subspan(head, half)}, {whole, view.subspan(head + half)}};
}

Bytes command_frame(FrameKind kind, const Value::List& content) {
  Bytes frame{static_cast<std::byte>(kind)};
  frame.insert(frame.end(), mark_bytes().begin(), mark_bytes().end());
  Encoder(frame).value(Value(content));
  return frame;
}

std::optional<Value::List> parse_command(BytesView frame) {
  if (frame.size() <= mark.size() || !std::ranges::equal(frame.subspan(1, mark.size()), mark_bytes())) {
    return std::nullopt;
  }
  const auto content = decode(frame.subspan(1 + mark.size()));
  if (!content || !content->list()) return std::nullopt;
  return *content->list();
}

Bytes packed(const Sizes& sizes) {
  Bytes bytes;
  for (const auto size : sizes) append(bytes, static_cast<std::uint32_t>(size));
  return bytes;
}

Bytes packed(const Digests& digests) {
  Bytes bytes;
  for (const auto& [size, hash] : digests) {
    append(bytes, size);
    append(bytes, hash);
  }
  return bytes;
}

Sizes unpack_sizes(BytesView packed) {
  Sizes sizes;
  for (std::size_t place = 0; place + 4 <= packed.size(); place += 4) sizes.push_back(word_at(packed, place));
  return sizes;
}

Digests unpack_digests(BytesView packed) {
  Digests digests;
  for (std::size_t place = 0; place + 8 <= packed.size(); place += 8) {
    digests.push_back({word_at(packed, place), word_at(packed, place + 4)});
  }
  return digests;
}

}  // namespace bonito::testing
