// The wire: an input is a frame, read as a frame of every kind, and as values. What can be read is written again and
// reads the same; what cannot is an error that says so.
#include <array>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "bonito/wire/convert.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "bonito/wire/number_text.hpp"
#include "fuzz/target.hpp"

namespace bonito::fuzz {
namespace {

enum class Colour : std::uint8_t { red, green };

// Values are compared by their bytes: so NaN is NaN.
Bytes encoded(const Value& value, std::size_t offset = 0) {
  Bytes bytes(offset);
  Encoder(bytes).value(value);
  return {bytes.begin() + static_cast<std::ptrdiff_t>(offset), bytes.end()};
}

// Durations of less than a millisecond round as they become numbers.
template <class T>
void read_as(const Value& value, bool exactly = true) {
  const auto read = from_value<T>(value);
  if (!read) return require_error(read.error());
  if (!exactly) return;
  const Value written = to_value(*read);
  const auto again = from_value<T>(written);
  require(again && encoded(to_value(*again)) == encoded(written), "What was read is written and read the same.");
}

template <class... T>
void read_as_each(const Value& value) {
  (read_as<T>(value), ...);
}

void convert(const Value& value) {
  read_as_each<bool, std::int8_t, std::uint8_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, float, double,
               std::string, Bytes, Array, Date, Value, Colour>(value);
  read_as_each<std::optional<int>, std::vector<bool>, std::vector<std::uint8_t>, std::vector<int>, std::vector<float>,
               std::vector<double>, std::vector<std::string>, std::vector<std::vector<std::int64_t>>,
               std::array<double, 3>, std::tuple<int, std::string, bool>, std::map<std::string, int>,
               std::map<int, std::vector<std::string>>, std::map<std::string, Value>>(value);
  read_as_each<std::chrono::milliseconds, std::chrono::sys_time<std::chrono::nanoseconds>>(value);
  read_as<std::chrono::nanoseconds>(value, false);
  read_as<std::chrono::duration<double>>(value, false);
}

void check_value(const Value& value) {
  const Bytes bytes = encoded(value);
  for (std::size_t offset = 0; offset < 9; offset += 3) {  // arrays are padded by where they stand
    const Bytes elsewhere = encoded(value, offset);
    const auto again = decode(elsewhere);
    require(static_cast<bool>(again), "What was encoded can be decoded.");
    require(encoded(*again) == bytes, "What was encoded decodes to the same.");
  }
  static_cast<void>(js_text(value));
  convert(value);
}

void read_values(BytesView bytes) {
  const auto value = decode(bytes);
  if (value) {
    check_value(*value);
  } else {
    require_error(value.error());
  }
  const auto limited = decode(bytes, {.depth = 3, .elements = 12});
  if (limited) {
    require(value && encoded(*limited) == encoded(*value), "Limits change no value.");
  } else {
    require_error(limited.error());
  }
  const auto raw = decode(bytes, {.raw_extensions = true});
  require(raw || !value, "What decodes does so with its extensions left as they are, too.");
  if (raw) require(encoded(*raw).size() <= bytes.size() * 2, "A value is not much longer than it was.");
}

void read_messages(BytesView bytes) {
  constexpr int most = 8;  // a long input of small values would take a while
  Decoder messages(bytes);
  for (int i = 0; i < most && !messages.done(); ++i) {
    const auto before = messages.position();
    const auto next = messages.next();
    if (!next) {
      require_error(next.error());
      require(messages.next().error().message == next.error().message, "An error stays.");
      return;
    }
    require(messages.position() > before, "A value takes some bytes.");
    check_value(*next);
  }
}

// Calls `write` with what `read` gave; what comes out has to be readable, and the same.
template <class Read, class Write>
void read_and_write(BytesView body, FrameKind kind, Read read, Write write) {
  const auto content = read(body);
  if (!content) return require_error(content.error());
  const Bytes frame = write(*content);
  require(kind_of(frame) == kind, "A frame is of its kind.");
  const auto again = read(body_of(frame));
  require(again && write(*again) == frame, "A frame that was read is written and read the same.");
}

void read_frame(BytesView frame) {
  if (frame.empty()) return require(!kind_of(frame), "No bytes are no frame.");
  const BytesView body = body_of(frame);
  read_and_write(body, FrameKind::hello, parse_hello, hello_frame);
  read_and_write(body, FrameKind::welcome, parse_welcome, welcome_frame);
  read_and_write(body, FrameKind::ack, parse_ack, ack_frame);
  read_and_write(body, FrameKind::ping, parse_ping, ping_frame);
  read_and_write(body, FrameKind::pong, parse_ping, pong_frame);
  read_and_write(body, FrameKind::bye, parse_bye, bye_frame);
  read_and_write(body, FrameKind::data, read_data_header, data_frame);
  read_and_write(body, FrameKind::piece, read_piece_header, piece_frame);
  if (body.size() >= data_header_size) read_messages(body.subspan(data_header_size));
  read_values(body);
}

}  // namespace
}  // namespace bonito::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bonito::fuzz::read_frame(std::as_bytes(std::span(data, size)));
  return 0;
}
