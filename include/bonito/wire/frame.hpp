// Frames: the units a connection moves, and the numbers both sides agree on. protocol/README.md says
// what they mean; protocol/numbers.json holds the same numbers, and a test compares the two.
//
//   Bytes frame = data_frame({.seq = 7, .ack = 3});   // then append messages with an Encoder(frame)
//   switch (kind_of(frame)) {
//     case FrameKind::data: Result<DataHeader> header = read_data_header(body_of(frame)); …
//
// A frame's first byte is its kind, the rest is its body. The functions that make frames give whole
// ones; those that read take bodies, from anybody, and answer with an Error (bad_payload) where a body
// is not what its kind asks for. Free functions without state: any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/wire/limits.hpp"

namespace bonito {

inline constexpr std::uint64_t protocol_version = 1;

enum class FrameKind : std::uint8_t {
  data = 0,
  hello = 1,
  welcome = 2,
  ack = 3,
  ping = 4,
  pong = 5,
  bye = 6,
  bulk = 7,
  piece = 8,
};
enum class Mode : std::uint8_t { fresh = 0, resumed = 1, snapshot = 2 };
enum class ServerOp : std::uint8_t {
  set = 1,
  mirror = 2,
  error = 3,
  pad = 4,
  part = 5,
  region = 6,
  sheet = 7,
  gone = 8,
  bulk = 9,
  module = 10,
  run = 11,
  ask = 12,
  answer = 13,
  patch = 14,
  follow = 15,
};
enum class BrowserOp : std::uint8_t {
  event = 1,
  notify = 2,
  embedded = 3,
  answer = 4,
  call = 5,
  failed = 6,
  unloaded = 7,
  torn = 8,
};
// Of a patch: a step is 8n + code.
enum class PatchStep : std::uint8_t { leave = 0, skip = 1, enter = 2, remove = 3, hold = 4, put = 5, change = 6 };
enum class PatchChange : std::uint8_t { insert = 0, text = 1, attribute = 2, rewind = 3, end = 4 };
// An extension, among the arguments of a script: what stands for something that the page has.
inline constexpr std::int8_t handle_extension = 2;
enum class Handle : std::uint8_t { element = 0, observable = 1, script = 2, module = 3, global = 4 };
enum class ByeCode : std::uint8_t {
  protocol = 1,         // the other side broke this page
  too_large = 2,        // a frame over the limit
  unknown_session = 3,  // no such session here, or no more
  superseded = 4,       // a newer connection has this session
  shutdown = 5,         // the program is ending
  lagging = 6,          // a queue's bound was reached
  closed = 7,           // the program closed the session
  refused = 8,          // this browser may not connect
  duplicate = 9,        // another tab shows this session
};

// Nothing if the frame is empty or its kind is none of ours.
std::optional<FrameKind> kind_of(BytesView frame) noexcept;
// Precondition: the frame is not empty.
inline BytesView body_of(BytesView frame) noexcept { return frame.subspan(1); }

struct DataHeader {
  std::uint16_t seq = 0;  // of this frame, from 1, modulo 65,536
  std::uint16_t ack = 0;  // the newest frame of the other side that has been applied
};
inline constexpr std::size_t data_header_size = 4;  // of the body; messages follow
Bytes data_frame(DataHeader header);
Result<DataHeader> read_data_header(BytesView body);

struct Hello {
  std::uint64_t version = protocol_version;
  std::array<std::byte, 16> instance{};  // random, made when the page loads
  std::uint64_t received = 0;            // number of the newest data frame this page has applied
  bool compressed = false;               // frames of this connection may be compressed
};
Bytes hello_frame(const Hello& hello);
Result<Hello> parse_hello(BytesView body);

struct Welcome {
  std::uint64_t version = protocol_version;
  std::uint64_t received = 0;  // number of the newest data frame of this instance that was applied
  Mode mode = Mode::fresh;
  std::uint64_t next = 1;  // number of the data frame that follows
};
Bytes welcome_frame(const Welcome& welcome);
Result<Welcome> parse_welcome(BytesView body);

Bytes ack_frame(std::uint16_t ack);
Result<std::uint16_t> parse_ack(BytesView body);

// A piece of a frame: append it. `offset` is where it stands in the whole, whose size is `total`.
struct PieceHeader {
  std::uint32_t offset = 0;
  std::uint32_t total = 0;
};
inline constexpr std::size_t piece_header_size = 8;  // of the body
Bytes piece_frame(PieceHeader header);
Result<PieceHeader> read_piece_header(BytesView body);

// A piece of a long message that goes beside the data frames: append it. From the browser: as it is, an
// acknowledgement.
Bytes bulk_frame(std::uint16_t seq);
inline constexpr std::size_t bulk_header_size = 2;  // of the body
Result<std::uint16_t> parse_bulk_ack(BytesView body);

Bytes ping_frame(BytesView payload);
Bytes pong_frame(BytesView payload);
Result<BytesView> parse_ping(BytesView body);  // and of a pong: its payload, at most max_ping bytes

struct Bye {
  ByeCode code{};  // or one of a later version: any number may come
  std::string reason;
};
Bytes bye_frame(const Bye& bye);
// With which a WebSocket is closed that says bye so, the reason beside it.
constexpr std::uint16_t close_code(ByeCode code) { return static_cast<std::uint16_t>(4000 + static_cast<int>(code)); }
Result<Bye> parse_bye(BytesView body);

}  // namespace bonito
