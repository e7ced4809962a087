// protocol/golden.json, which both halves of the protocol read: each frame is decoded, compared with its
// description, encoded again and compared with its bytes. The file says itself how it is written.
#include <gtest/gtest.h>

#include <fstream>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "probes/typed_json.hpp"

namespace bonito {
namespace {

using testing::from_hex;
using testing::from_typed;
using testing::Json;
using testing::to_hex;

std::string text(const Json& json) { return json.get<std::string>(); }

template <ArrayElement T>
Value array_of(const Json& extents, const Json& elements) {
  std::vector<T> numbers;
  for (const Json& element : elements) {
    const auto tag = std::floating_point<T> ? "f" : "i";
    const Value number = from_typed(Json::array({tag, element})).value();
    if constexpr (std::floating_point<T>) {
      numbers.push_back(static_cast<T>(*number.number()));
    } else if constexpr (std::signed_integral<T>) {
      numbers.push_back(static_cast<T>(*number.integer()));
    } else {
      numbers.push_back(static_cast<T>(*number.unsigned_integer()));
    }
  }
  return Array(std::move(numbers), extents.get<Array::Extents>());
}

// ["d","seconds",nanoseconds] and ["t","element",[extents],[elements]]
std::optional<Value> date_or_array(const Json& typed) {
  if (typed[0] == "d") return Date(std::stoll(text(typed[1])), typed[2].get<std::uint32_t>());
  if (typed[0] != "t") return std::nullopt;
  const std::string element = text(typed[1]);
  if (element == "int8") return array_of<std::int8_t>(typed[2], typed[3]);
  if (element == "uint8") return array_of<std::uint8_t>(typed[2], typed[3]);
  if (element == "int16") return array_of<std::int16_t>(typed[2], typed[3]);
  if (element == "uint16") return array_of<std::uint16_t>(typed[2], typed[3]);
  if (element == "int32") return array_of<std::int32_t>(typed[2], typed[3]);
  if (element == "uint32") return array_of<std::uint32_t>(typed[2], typed[3]);
  if (element == "int64") return array_of<std::int64_t>(typed[2], typed[3]);
  if (element == "uint64") return array_of<std::uint64_t>(typed[2], typed[3]);
  if (element == "float32") return array_of<float>(typed[2], typed[3]);
  return array_of<double>(typed[2], typed[3]);
}

// The enumerator of that name, by its place in numbers.json.
unsigned number(const char* group, const Json& name) {
  static const Json numbers = Json::parse(std::ifstream(BONITO_SOURCE_DIR "/protocol/numbers.json"));
  return numbers.at(group).at(text(name)).get<unsigned>();
}

// Compares as bytes, so that NaN is NaN.
Bytes encoded(const Value& value) {
  Bytes bytes;
  Encoder(bytes).value(value);
  return bytes;
}

// Reads a data frame's messages, compares each with its description, and writes them into a frame again.
Bytes read_and_write_data(const Json& golden, BytesView body) {
  const DataHeader header = read_data_header(body).value();
  EXPECT_EQ(header.seq, golden.at("seq"));
  EXPECT_EQ(header.ack, golden.at("ack"));
  Bytes again = data_frame(header);
  Encoder encoder(again);
  Decoder decoder(body.subspan(data_header_size));
  const auto expect_next = [&](const Value& expected) {
    const Value value = decoder.next().value();
    EXPECT_EQ(value.type(), expected.type());
    EXPECT_EQ(encoded(value), encoded(expected));
    encoder.value(value);
  };
  for (const Json& message : golden.at("messages")) {
    const bool from_server =
        message.at("op") != "event" && message.at("op") != "notify" && message.at("op") != "embedded";
    expect_next(number(from_server ? "server" : "browser", message.at("op")));
    for (const Json& argument : message.at("args")) expect_next(from_typed(argument, date_or_array).value());
  }
  EXPECT_TRUE(decoder.done());
  return again;
}

Bytes read_and_write(const Json& golden, BytesView body, FrameKind kind) {
  switch (kind) {
    case FrameKind::data: return read_and_write_data(golden, body);
    case FrameKind::hello: {
      const Hello hello = parse_hello(body).value();
      EXPECT_EQ(hello.version, golden.at("version"));
      EXPECT_EQ(to_hex(hello.instance), golden.at("instance"));
      EXPECT_EQ(hello.received, golden.at("received"));
      EXPECT_EQ(hello.compressed, golden.value("compressed", false));
      return hello_frame(hello);
    }
    case FrameKind::welcome: {
      const Welcome welcome = parse_welcome(body).value();
      EXPECT_EQ(welcome.version, golden.at("version"));
      EXPECT_EQ(welcome.received, golden.at("received"));
      EXPECT_EQ(static_cast<unsigned>(welcome.mode), number("mode", golden.at("mode")));
      EXPECT_EQ(welcome.next, golden.at("next"));
      return welcome_frame(welcome);
    }
    case FrameKind::ack: {
      const std::uint16_t ack = parse_ack(body).value();
      EXPECT_EQ(ack, golden.at("ack"));
      return ack_frame(ack);
    }
    case FrameKind::bulk: {
      const std::uint16_t seq = parse_bulk_ack(body.first(bulk_header_size)).value();
      EXPECT_EQ(seq, golden.at("seq"));
      const BytesView piece = body.subspan(bulk_header_size);
      EXPECT_EQ(to_hex(piece), golden.at("bytes"));
      Bytes frame = bulk_frame(seq);
      frame.insert(frame.end(), piece.begin(), piece.end());
      return frame;
    }
    case FrameKind::piece: {
      const PieceHeader header = read_piece_header(body).value();
      EXPECT_EQ(header.offset, golden.at("offset"));
      EXPECT_EQ(header.total, golden.at("total"));
      const BytesView piece = body.subspan(piece_header_size);
      EXPECT_EQ(to_hex(piece), golden.at("bytes"));
      Bytes frame = piece_frame(header);
      frame.insert(frame.end(), piece.begin(), piece.end());
      return frame;
    }
    case FrameKind::ping:
    case FrameKind::pong: {
      const BytesView payload = parse_ping(body).value();
      EXPECT_EQ(to_hex(payload), golden.at("payload"));
      return kind == FrameKind::ping ? ping_frame(payload) : pong_frame(payload);
    }
    case FrameKind::bye: {
      const Bye bye = parse_bye(body).value();
      EXPECT_EQ(static_cast<int>(bye.code), number("bye", golden.at("code")));
      EXPECT_EQ(bye.reason, golden.at("reason"));
      return bye_frame(bye);
    }
  }
  return {};
}

TEST(GoldenFrames, AreReadAndWrittenAgainToTheSameBytes) {
  const Json golden = Json::parse(std::ifstream(BONITO_SOURCE_DIR "/protocol/golden.json"));
  ASSERT_GT(golden.at("frames").size(), 100u);
  for (const Json& entry : golden.at("frames")) {
    SCOPED_TRACE(text(entry.at("name")));
    const Bytes frame = *from_hex(text(entry.at("hex")));
    const auto kind = kind_of(frame);
    ASSERT_TRUE(kind);
    ASSERT_EQ(static_cast<unsigned>(*kind), number("kind", entry.at("frame").at("kind")));
    const Bytes again = read_and_write(entry.at("frame"), body_of(frame), *kind);
    if (entry.value("again", "both") != "none") {
      EXPECT_EQ(to_hex(again), to_hex(frame));
    } else {
      EXPECT_NE(to_hex(again), to_hex(frame));
    }
  }
}

}  // namespace
}  // namespace bonito
