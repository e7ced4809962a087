#include "bonito/wire/frame.hpp"

#include <algorithm>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/from_value.hpp"

namespace bonito {
namespace {

Bytes start(FrameKind kind) { return {static_cast<std::byte>(kind)}; }

void append_u16(Bytes& out, std::uint16_t number) {
  out.push_back(static_cast<std::byte>(number & 0xff));
  out.push_back(static_cast<std::byte>(number >> 8));
}

std::uint16_t read_u16(BytesView bytes) noexcept {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[0]) | std::to_integer<unsigned>(bytes[1]) << 8);
}

void append_u32(Bytes& out, std::uint32_t number) {
  append_u16(out, static_cast<std::uint16_t>(number & 0xffff));
  append_u16(out, static_cast<std::uint16_t>(number >> 16));
}

std::uint32_t read_u32(BytesView bytes) noexcept {
  return read_u16(bytes) | static_cast<std::uint32_t>(read_u16(bytes.subspan(2))) << 16;
}

Bytes with_payload(FrameKind kind, BytesView payload) {
  Bytes frame = start(kind);
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

Error malformed(std::string_view kind, std::string_view content) {
  return {Errc::bad_payload, "A frame of the kind " + std::string(kind) + " must hold " + std::string(content) + "."};
}

Bytes with_number(FrameKind kind, std::uint16_t number) {
  Bytes frame = start(kind);
  append_u16(frame, number);
  return frame;
}

Result<std::uint16_t> parse_number(std::string_view kind, BytesView body) {
  if (body.size() != 2) return malformed(kind, "exactly two bytes");
  return read_u16(body);
}

}  // namespace

std::optional<FrameKind> kind_of(BytesView frame) noexcept {
  if (frame.empty() || frame[0] > static_cast<std::byte>(FrameKind::piece)) return std::nullopt;
  return static_cast<FrameKind>(frame[0]);
}

Bytes data_frame(DataHeader header) {
  Bytes frame = start(FrameKind::data);
  append_u16(frame, header.seq);
  append_u16(frame, header.ack);
  return frame;
}

Result<DataHeader> read_data_header(BytesView body) {
  if (body.size() < data_header_size) return malformed("data", "a sequence number and an acknowledgement");
  return DataHeader{read_u16(body), read_u16(body.subspan(2))};
}

Bytes hello_frame(const Hello& hello) {
  Bytes frame = start(FrameKind::hello);
  Encoder encoder(frame);
  encoder.list(hello.compressed ? 4 : 3);
  encoder.unsigned_integer(hello.version);
  encoder.bytes(hello.instance);
  encoder.unsigned_integer(hello.received);
  if (hello.compressed) encoder.boolean(true);
  return frame;
}

// A later version may say more: only what this one knows is looked at.
Result<Hello> parse_hello(BytesView body) {
  const auto value = decode(body);
  if (!value) return value.error();
  const auto version = (*value)[0].unsigned_integer();
  const Bytes* instance = (*value)[1].bytes();
  const auto received = (*value)[2].unsigned_integer();
  Hello hello;
  if (!version || !instance || instance->size() != hello.instance.size() || !received) {
    return malformed("hello", "a list of version, instance (16 bytes) and received");
  }
  hello.version = *version;
  std::copy(instance->begin(), instance->end(), hello.instance.begin());
  hello.received = *received;
  hello.compressed = (*value)[3] == Value(true);
  return hello;
}

Bytes welcome_frame(const Welcome& welcome) {
  Bytes frame = start(FrameKind::welcome);
  Encoder encoder(frame);
  encoder.list(4);
  encoder.unsigned_integer(welcome.version);
  encoder.unsigned_integer(welcome.received);
  encoder.unsigned_integer(static_cast<std::uint8_t>(welcome.mode));
  encoder.unsigned_integer(welcome.next);
  return frame;
}

Result<Welcome> parse_welcome(BytesView body) {
  const auto value = decode(body);
  if (!value) return value.error();
  const auto version = (*value)[0].unsigned_integer();
  const auto received = (*value)[1].unsigned_integer();
  const auto mode = (*value)[2].unsigned_integer();
  const auto next = (*value)[3].unsigned_integer();
  if (!version || !received || !mode || *mode > static_cast<std::uint8_t>(Mode::snapshot) || !next) {
    return malformed("welcome", "a list of version, received, mode (0 to 2) and next");
  }
  return Welcome{*version, *received, static_cast<Mode>(*mode), *next};
}

Bytes ack_frame(std::uint16_t ack) { return with_number(FrameKind::ack, ack); }
Result<std::uint16_t> parse_ack(BytesView body) { return parse_number("ack", body); }

Bytes piece_frame(PieceHeader header) {
  Bytes frame = start(FrameKind::piece);
  append_u32(frame, header.offset);
  append_u32(frame, header.total);
  return frame;
}
Result<PieceHeader> read_piece_header(BytesView body) {
  if (body.size() < piece_header_size) return malformed("piece", "an offset and a total");
  const PieceHeader header{read_u32(body), read_u32(body.subspan(4))};
  if (header.offset >= header.total) return malformed("piece", "an offset that is less than the total");
  return header;
}

Bytes bulk_frame(std::uint16_t seq) { return with_number(FrameKind::bulk, seq); }
Result<std::uint16_t> parse_bulk_ack(BytesView body) { return parse_number("bulk", body); }

Bytes ping_frame(BytesView payload) { return with_payload(FrameKind::ping, payload); }
Bytes pong_frame(BytesView payload) { return with_payload(FrameKind::pong, payload); }

Result<BytesView> parse_ping(BytesView body) {
  if (body.size() > max_ping) return malformed("ping or pong", "at most 8 bytes");
  return body;
}

Bytes bye_frame(const Bye& bye) {
  Bytes frame = start(FrameKind::bye);
  Encoder encoder(frame);
  encoder.list(2);
  encoder.unsigned_integer(static_cast<std::uint8_t>(bye.code));
  encoder.text(bye.reason);
  return frame;
}

Result<Bye> parse_bye(BytesView body) {
  const auto value = decode(body);
  if (!value) return value.error();
  const auto code = from_value<std::uint8_t>((*value)[0]);
  auto reason = from_value<std::string>((*value)[1]);
  if (!code || !reason) return malformed("bye", "a list of code (0 to 255) and reason");
  return Bye{static_cast<ByeCode>(*code), std::move(*reason)};
}

}  // namespace bonito
