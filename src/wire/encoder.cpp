#include "bonito/wire/encoder.hpp"

#include <array>
#include <bit>
#include <limits>
#include <string>

#include "bonito/base/error.hpp"
#include "bonito/wire/limits.hpp"

namespace bonito {
namespace {

constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();

// One byte that says what follows, then a number in `width` bytes, most significant first.
void put(Bytes& out, unsigned kind, std::uint64_t number = 0, std::size_t width = 0) {
  std::byte bytes[9];
  bytes[0] = static_cast<std::byte>(kind);
  for (std::size_t i = width; i > 0; --i, number >>= 8) bytes[i] = static_cast<std::byte>(number & 0xff);
  out.insert(out.end(), bytes, bytes + 1 + width);
}

void put(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

[[noreturn]] void refuse_size(std::size_t size) {
  throw Failure({Errc::too_large, "A text, list or block of " + std::to_string(size) +
                                      " is more than one value may hold (2^32 - 1): send it in parts."});
}

// A size, in the smallest of the heads there are; `small`, the one for 8 bits, is 0 where there is none.
void put_size(Bytes& out, std::size_t size, unsigned small, unsigned middle, unsigned large) {
  if (size > most) refuse_size(size);
  if (small != 0 && size <= 0xff) return put(out, small, size, 1);
  if (size <= 0xffff) return put(out, middle, size, 2);
  put(out, large, size, 4);
}

void put_little(Bytes& out, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::byte>(number >> shift & 0xff));
}

}  // namespace

void Encoder::null() { put(out_, 0xc0); }
void Encoder::boolean(bool value) { put(out_, value ? 0xc3 : 0xc2); }

void Encoder::unsigned_integer(std::uint64_t value) {
  if (value < 0x80) return put(out_, static_cast<unsigned>(value));
  if (value <= 0xff) return put(out_, 0xcc, value, 1);
  if (value <= 0xffff) return put(out_, 0xcd, value, 2);
  if (value <= 0xffff'ffff) return put(out_, 0xce, value, 4);
  put(out_, 0xcf, value, 8);
}

void Encoder::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0) return unsigned_integer(bits);
  if (value >= -32) return put(out_, static_cast<unsigned>(bits & 0xff));
  if (value >= -0x80) return put(out_, 0xd0, bits, 1);
  if (value >= -0x8000) return put(out_, 0xd1, bits, 2);
  if (value >= -0x8000'0000LL) return put(out_, 0xd2, bits, 4);
  put(out_, 0xd3, bits, 8);
}

void Encoder::real(double value) { put(out_, 0xcb, std::bit_cast<std::uint64_t>(value), 8); }
void Encoder::real32(float value) { put(out_, 0xca, std::bit_cast<std::uint32_t>(value), 4); }

void Encoder::text_head(std::size_t bytes) {
  if (bytes < 32) return put(out_, 0xa0 | static_cast<unsigned>(bytes));
  put_size(out_, bytes, 0xd9, 0xda, 0xdb);
}

void Encoder::text(std::string_view value) {
  text_head(value.size());
  put(out_, as_bytes(value));
}

void Encoder::bytes_head(std::size_t bytes) { put_size(out_, bytes, 0xc4, 0xc5, 0xc6); }

void Encoder::bytes(BytesView value) {
  bytes_head(value.size());
  put(out_, value);
}

void Encoder::encoded(BytesView values) { put(out_, values); }

void Encoder::list(std::size_t size) {
  if (size < 16) return put(out_, 0x90 | static_cast<unsigned>(size));
  put_size(out_, size, 0, 0xdc, 0xdd);
}

void Encoder::map(std::size_t size) {
  if (size < 16) return put(out_, 0x80 | static_cast<unsigned>(size));
  put_size(out_, size, 0, 0xde, 0xdf);
}

void Encoder::array(const Array& value) { array(value.element(), value.extents(), value.bytes()); }

void Encoder::array(Element element, std::span<const std::uint32_t> extents, BytesView data) {
  array_head(element, extents, data.size());
  put(out_, data);
}

void Encoder::array_head(Element element, std::span<const std::uint32_t> extents, std::size_t data_bytes) {
  wrote_array_ = true;
  // The padding depends on where the data begins, so on the length of the head, so on the size, so on the
  // padding: the first head whose limit holds is taken. Heads without a size (fixext) are never used.
  struct Head {
    unsigned kind;
    std::size_t width, limit;
  };
  const std::size_t shape = 3 + 4 * extents.size();
  for (const Head head : {Head{0xc7, 1, 0xff}, Head{0xc8, 2, 0xffff}, Head{0xc9, 4, most}}) {
    const std::size_t start = out_.size() + 2 + head.width + shape;
    const std::size_t padding = (0 - start) % size_of(element);
    const std::size_t size = shape + padding + data_bytes;
    if (size > head.limit) continue;
    put(out_, head.kind, size, head.width);
    put(out_, static_cast<std::uint8_t>(array_extension));
    put(out_, static_cast<unsigned>(element));
    put(out_, static_cast<unsigned>(extents.size()));
    put(out_, static_cast<unsigned>(padding));
    for (const std::uint32_t extent : extents) put_little(out_, extent);
    return out_.resize(out_.size() + padding);
  }
  refuse_size(data_bytes);
}

void Encoder::date(Date value) {
  const auto seconds = static_cast<std::uint64_t>(value.seconds);
  const std::uint64_t nanoseconds = value.nanoseconds;
  constexpr auto type = static_cast<std::uint8_t>(date_extension);
  if (seconds <= 0xffff'ffff && nanoseconds == 0) {
    put(out_, 0xd6);
    put(out_, type, seconds, 4);
  } else if (seconds >> 34 == 0) {
    put(out_, 0xd7);
    put(out_, type, nanoseconds << 34 | seconds, 8);
  } else {
    put(out_, 0xc7, 12, 1);
    put(out_, type, nanoseconds, 4);
    const auto bits = std::bit_cast<std::array<std::byte, 8>>(seconds);
    out_.insert(out_.end(), bits.rbegin(), bits.rend());
  }
}

void Encoder::extension(std::int8_t type, BytesView data) {
  switch (data.size()) {
    case 1: put(out_, 0xd4); break;
    case 2: put(out_, 0xd5); break;
    case 4: put(out_, 0xd6); break;
    case 8: put(out_, 0xd7); break;
    case 16: put(out_, 0xd8); break;
    default: put_size(out_, data.size(), 0xc7, 0xc8, 0xc9);
  }
  put(out_, static_cast<std::uint8_t>(type));
  put(out_, data);
}

void Encoder::value(const Value& value) {
  const std::size_t before = out_.size();
  try {
    write(value, 0);
  } catch (...) {
    out_.resize(before);
    throw;
  }
}

void Encoder::write(const Value& value, std::size_t depth) {
  switch (value.type()) {
    case Value::Type::null: return null();
    case Value::Type::boolean: return boolean(*value.boolean());
    case Value::Type::integer:
      if (const auto small = value.integer()) return integer(*small);
      return unsigned_integer(*value.unsigned_integer());
    case Value::Type::real: return real(*value.number());
    case Value::Type::text: return text(*value.text());
    case Value::Type::bytes: return bytes(*value.bytes());
    case Value::Type::array: return array(*value.array());
    case Value::Type::date: return date(*value.date());
    case Value::Type::extension: return extension(value.extension()->type, value.extension()->data);
    case Value::Type::list:
    case Value::Type::map: break;
  }
  if (depth == max_depth) {
    throw Failure({Errc::too_large, "A value nests deeper than " + std::to_string(max_depth) +
                                        " lists or maps, which the other side would refuse: flatten it."});
  }
  if (const auto* elements = value.list()) {
    list(elements->size());
    for (const Value& element : *elements) write(element, depth + 1);
  } else if (const auto* entries = value.map()) {
    map(entries->size());
    for (const auto& [key, mapped] : *entries) {
      write(key, depth + 1);
      write(mapped, depth + 1);
    }
  }
}

}  // namespace bonito
