// Random values, written by us and read by msgpack-cxx, and the other way round.
#define MSGPACK_NO_BOOST
#include <gtest/gtest.h>

#include <limits>
#include <msgpack.hpp>
#include <random>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "probes/typed_json.hpp"

namespace bonito {
namespace {

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Value value(unsigned depth = 0) {
    switch (random_() % (depth < 4 ? 11 : 8)) {
      case 0: return nullptr;
      case 1: return random_() % 2 == 0;
      case 2: return static_cast<std::int64_t>(bits());
      case 3: return bits();
      // Reals with a fraction: a whole one the other library writes as an integer.
      case 4: return std::bit_cast<float>(static_cast<std::uint32_t>((random_() & 0xbf7fffff) | 1));
      case 5: return 0.5 + static_cast<double>(bits() >> 13);
      case 6: return std::string(length(), static_cast<char>('a' + random_() % 26));
      case 7: return random_() % 2 == 0 ? Value(Bytes(length(), std::byte{7})) : Value(extension());
      case 8: {
        Value::Map entries(random_() % 20);
        for (auto& [key, mapped] : entries) key = value(depth + 2), mapped = value(depth + 1);
        return entries;
      }
      default: {
        Value::List elements(random_() % 20);
        for (Value& element : elements) element = value(depth + 1);
        return elements;
      }
    }
  }

 private:
  // Of every magnitude, equally often.
  std::uint64_t bits() { return (random_() << 32 | random_()) >> random_() % 64; }
  std::size_t length() { return random_() % 64 == 0 ? random_() % 70'000 : random_() % 40; }
  Extension extension() { return {static_cast<std::int8_t>(random_() % 100 + 2), Bytes(random_() % 20, std::byte{9})}; }

  std::mt19937_64 random_;
};

Value from_theirs(const msgpack::object& object) {
  switch (object.type) {
    case msgpack::type::NIL: return nullptr;
    case msgpack::type::BOOLEAN: return object.via.boolean;
    case msgpack::type::POSITIVE_INTEGER: return object.via.u64;
    case msgpack::type::NEGATIVE_INTEGER: return object.via.i64;
    case msgpack::type::FLOAT32:
    case msgpack::type::FLOAT64: return object.via.f64;
    case msgpack::type::STR: return std::string(object.via.str.ptr, object.via.str.size);
    case msgpack::type::BIN: {
      const auto bytes = as_bytes({object.via.bin.ptr, object.via.bin.size});
      return Bytes(bytes.begin(), bytes.end());
    }
    case msgpack::type::EXT: {
      const auto bytes = as_bytes({object.via.ext.data(), object.via.ext.size});
      return Extension{object.via.ext.type(), Bytes(bytes.begin(), bytes.end())};
    }
    case msgpack::type::ARRAY: {
      Value::List elements;
      for (std::uint32_t i = 0; i < object.via.array.size; ++i) {
        elements.push_back(from_theirs(object.via.array.ptr[i]));
      }
      return elements;
    }
    case msgpack::type::MAP: {
      Value::Map entries;
      for (std::uint32_t i = 0; i < object.via.map.size; ++i) {
        entries.emplace_back(from_theirs(object.via.map.ptr[i].key), from_theirs(object.via.map.ptr[i].val));
      }
      return entries;
    }
  }
  return nullptr;
}

TEST(MsgpackCross, ReadsAndWritesWhatAnotherLibraryWritesAndReads) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Maker maker(seed);
  for (int round = 0; round < 300; ++round) {
    const Value value = maker.value();
    Bytes ours;
    Encoder(ours).value(value);
    msgpack::zone zone;
    const msgpack::object theirs = msgpack::unpack(zone, as_text(ours).data(), ours.size());
    ASSERT_EQ(from_theirs(theirs), value);

    msgpack::sbuffer buffer;
    msgpack::pack(buffer, theirs);
    ASSERT_EQ(decode(as_bytes({buffer.data(), buffer.size()})).value(), value) << testing::to_typed(value);
  }
}

}  // namespace
}  // namespace bonito
