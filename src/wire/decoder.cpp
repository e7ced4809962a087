#include "bonito/wire/decoder.hpp"

#include <bit>

namespace bonito {
namespace {

std::uint64_t big_endian(BytesView bytes) noexcept {
  std::uint64_t number = 0;
  for (const std::byte byte : bytes) number = number << 8 | std::to_integer<std::uint64_t>(byte);
  return number;
}

std::uint32_t little_endian(BytesView bytes) noexcept {
  std::uint32_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) number = number << 8 | std::to_integer<std::uint32_t>(bytes[i - 1]);
  return number;
}

// A number of `width` bytes in two's complement.
std::int64_t with_sign(std::uint64_t bits, std::size_t width) noexcept {
  const std::size_t unused = 64 - 8 * width;
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

}  // namespace

Result<Value> Decoder::next() {
  Value value;
  if (error_ || !count(1) || !read(value, 0)) return *error_;
  return value;
}

bool Decoder::read(Value& out, std::size_t depth) {
  start_ = position_;
  std::uint64_t kind = 0;
  if (!take_number(1, kind)) return false;
  // The five kinds with their size or number inside.
  if (kind < 0x80) return out = kind, true;
  if (kind < 0x90) return read_map(out, kind & 0x0f, depth);
  if (kind < 0xa0) return read_list(out, kind & 0x0f, depth);
  if (kind >= 0xe0) return out = with_sign(kind, 1), true;

  // The others: how wide the number or size is that follows, by the kind's place among its own.
  std::uint64_t number = kind & 0x1f;
  const auto follows = [&](std::uint64_t first, std::size_t narrowest) {
    return take_number(narrowest << (kind - first), number);
  };
  BytesView bytes;
  if (kind < 0xc0 || (kind >= 0xd9 && kind <= 0xdb)) {
    if (kind >= 0xc0 && !follows(0xd9, 1)) return false;
    if (!take(number, bytes)) return false;
    return out = as_text(bytes), true;
  }
  switch (kind) {
    case 0xc0: return out = nullptr, true;
    case 0xc2: return out = false, true;
    case 0xc3: return out = true, true;
    case 0xc4:
    case 0xc5:
    case 0xc6:
      if (!follows(0xc4, 1) || !take(number, bytes)) return false;
      return out = Bytes(bytes.begin(), bytes.end()), true;
    case 0xc7:
    case 0xc8:
    case 0xc9: return follows(0xc7, 1) && read_extension(out, number);
    case 0xca:
      if (!take_number(4, number)) return false;
      return out = std::bit_cast<float>(static_cast<std::uint32_t>(number)), true;
    case 0xcb:
      if (!take_number(8, number)) return false;
      return out = std::bit_cast<double>(number), true;
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
      if (!follows(0xcc, 1)) return false;
      return out = number, true;
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      if (!follows(0xd0, 1)) return false;
      return out = with_sign(number, std::size_t{1} << (kind - 0xd0)), true;
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8: return read_extension(out, std::uint64_t{1} << (kind - 0xd4));
    case 0xdc:
    case 0xdd: return follows(0xdc, 2) && read_list(out, number, depth);
    case 0xde:
    case 0xdf: return follows(0xde, 2) && read_map(out, number, depth);
    default: return fail(Errc::bad_payload, "The first byte of " + place() + " is 0xc1, which MessagePack never uses.");
  }
}

bool Decoder::read_list(Value& out, std::uint64_t size, std::size_t depth) {
  if (!may_hold(size, depth)) return false;
  Value::List elements(size);
  for (Value& element : elements) {
    if (!read(element, depth + 1)) return false;
  }
  out = std::move(elements);
  return true;
}

bool Decoder::read_map(Value& out, std::uint64_t size, std::size_t depth) {
  if (!may_hold(2 * size, depth)) return false;
  Value::Map entries(size);
  for (auto& [key, value] : entries) {
    if (!read(key, depth + 1) || !read(value, depth + 1)) return false;
  }
  out = std::move(entries);
  return true;
}

bool Decoder::read_extension(Value& out, std::uint64_t size) {
  std::uint64_t bits = 0;
  BytesView payload;
  if (!take_number(1, bits) || !take(size, payload)) return false;
  const auto type = static_cast<std::int8_t>(with_sign(bits, 1));
  if (type == date_extension && !options_.raw_extensions) return read_date(out, payload);
  if (type == array_extension && !options_.raw_extensions) return read_array(out, payload);
  out = Extension{type, Bytes(payload.begin(), payload.end())};
  return true;
}

bool Decoder::read_date(Value& out, BytesView payload) {
  Date date;
  if (payload.size() == 4) {
    date.seconds = static_cast<std::int64_t>(big_endian(payload));
  } else if (payload.size() == 8) {
    const std::uint64_t both = big_endian(payload);
    date.seconds = static_cast<std::int64_t>(both & 0x3'ffff'ffff);
    date.nanoseconds = static_cast<std::uint32_t>(both >> 34);
  } else if (payload.size() == 12) {
    date.nanoseconds = static_cast<std::uint32_t>(big_endian(payload.first(4)));
    date.seconds = static_cast<std::int64_t>(big_endian(payload.subspan(4)));
  } else {
    return fail(Errc::bad_payload,
                "A date has 4, 8 or 12 bytes, but " + place() + " has " + std::to_string(payload.size()) + ".");
  }
  if (date.nanoseconds > 999'999'999) {
    return fail(Errc::bad_payload, "The date " + place() + " has more than 999,999,999 nanoseconds.");
  }
  out = date;
  return true;
}

bool Decoder::read_array(Value& out, BytesView payload) {
  const auto refuse = [&](const char* why) {
    return fail(Errc::bad_payload, "The typed array " + place() + " is malformed: " + why);
  };
  if (payload.size() < 3) return refuse("it is shorter than its own head.");
  const auto kind = std::to_integer<std::uint8_t>(payload[0]);
  const auto rank = std::to_integer<std::size_t>(payload[1]);
  const auto padding = std::to_integer<std::size_t>(payload[2]);
  if (kind < 1 || kind > 10) return refuse("there is no such element kind.");
  if (padding > 7) return refuse("it has more than 7 bytes of padding.");
  const std::size_t head = 3 + 4 * rank + padding;
  if (payload.size() < head) return refuse("it is shorter than its own head.");

  const auto element = static_cast<Element>(kind);
  const BytesView data = payload.subspan(head);
  const std::size_t have = data.size() / size_of(element);
  Array::Extents extents(rank);
  for (std::size_t i = 0; i < rank; ++i) extents[i] = little_endian(payload.subspan(3 + 4 * i, 4));
  if (!is_shape_of(extents, have) || data.size() % size_of(element) != 0) {
    return refuse("its extents do not fit its size.");
  }
  out = Array::copy(element, std::move(extents), data);
  return true;
}

bool Decoder::take(std::uint64_t size, BytesView& out) {
  if (size > left()) return fail(Errc::bad_payload, "The input ends inside " + place() + ".");
  out = input_.subspan(position_, size);
  position_ += size;
  return true;
}

bool Decoder::take_number(std::size_t width, std::uint64_t& out) {
  BytesView bytes;
  if (!take(width, bytes)) return false;
  out = big_endian(bytes);
  return true;
}

// May a list or map at this depth hold that many values? Asked before memory is taken for them, and
// counted, so that lists within lists do not take it many times over.
bool Decoder::may_hold(std::uint64_t values, std::size_t depth) {
  if (depth >= options_.depth) {
    return fail(Errc::too_large,
                "Lists and maps nest deeper than " + std::to_string(options_.depth) + " at " + place() + ".");
  }
  if (values > left()) {  // each takes at least a byte
    return fail(Errc::bad_payload, "More values are announced by " + place() + " than the rest of the input can hold.");
  }
  return count(values);
}

bool Decoder::count(std::uint64_t values) {
  if (values > options_.elements - elements_) {
    return fail(Errc::too_large, "The input holds more than " + std::to_string(options_.elements) + " values.");
  }
  elements_ += values;
  return true;
}

bool Decoder::fail(Errc code, std::string message) {
  error_ = Error{code, std::move(message)};
  return false;
}

std::string Decoder::place() const { return "the value at byte " + std::to_string(start_); }

Result<Value> decode(BytesView input, DecodeOptions options) {
  Decoder decoder(input, options);
  Result<Value> value = decoder.next();
  if (value && !decoder.done()) {
    return Error{Errc::bad_payload, std::to_string(input.size() - decoder.position()) +
                                        " bytes follow the value, where the input should end."};
  }
  return value;
}

}  // namespace bonito
