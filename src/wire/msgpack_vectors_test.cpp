// The public test vectors of MessagePack, from the npm package msgpack-test-suite: every way to write
// each value is read, and what we write is one of those ways.
#include <gtest/gtest.h>

#include <fstream>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "probes/typed_json.hpp"

namespace bonito {
namespace {

using testing::from_hex;
using testing::Json;
using testing::to_hex;

Bytes bytes_of(const Json& dashed) {
  std::string hex = dashed.get<std::string>();
  std::erase(hex, '-');
  return *from_hex(hex);
}

Value described(const Json& vector);

Value from_json(const Json& json) {
  if (json.is_array()) {
    Value::List elements;
    for (const Json& element : json) elements.push_back(from_json(element));
    return elements;
  }
  if (json.is_object()) {
    Value::Map entries;
    for (const auto& [key, mapped] : json.items()) entries.emplace_back(key, from_json(mapped));
    return entries;
  }
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_unsigned()) return json.get<std::uint64_t>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  return nullptr;
}

Value described(const Json& vector) {
  if (vector.contains("binary")) return bytes_of(vector["binary"]);
  if (vector.contains("bignum")) return testing::from_typed(Json::array({"i", vector["bignum"]})).value();
  if (vector.contains("timestamp")) {
    return Date(vector["timestamp"][0].get<std::int64_t>(), vector["timestamp"][1].get<std::uint32_t>());
  }
  if (vector.contains("ext")) return Extension{vector["ext"][0].get<std::int8_t>(), bytes_of(vector["ext"][1])};
  for (const char* kind : {"nil", "bool", "number", "string", "array", "map"}) {
    if (vector.contains(kind)) return from_json(vector[kind]);
  }
  ADD_FAILURE() << "The test suite has a vector of an unknown kind: " << vector.dump();
  return nullptr;
}

// The suite calls 1 and 1.0 the same number.
bool same(const Value& read, const Value& meant) {
  if (read.type() == Value::Type::real && meant.number()) return *read.number() == *meant.number();
  return read == meant;
}

TEST(MsgpackVectors, AreAllReadAndWhatIsWrittenIsOneOfThem) {
  std::ifstream file(BONITO_SOURCE_DIR "/client/node_modules/msgpack-test-suite/dist/msgpack-test-suite.json");
  ASSERT_TRUE(file) << "The npm package msgpack-test-suite is missing: run ./dev test, which installs it.";
  const Json suite = Json::parse(file);
  std::size_t vectors = 0;
  for (const auto& [name, group] : suite.items()) {
    for (const Json& vector : group) {
      SCOPED_TRACE(name + " " + vector.dump());
      const Value meant = described(vector);
      // The suite's own extension of type 1 is no typed array of ours.
      const DecodeOptions options{.raw_extensions = meant.type() == Value::Type::extension};
      std::vector<std::string> ways;
      for (const Json& way : vector["msgpack"]) {
        const auto read = decode(bytes_of(way), options);
        ASSERT_TRUE(read) << way << ": " << read.error().message;
        EXPECT_TRUE(same(*read, meant)) << way;
        ways.push_back(to_hex(bytes_of(way)));
        ++vectors;
      }
      Bytes written;
      Encoder(written).value(meant);
      EXPECT_NE(std::find(ways.begin(), ways.end(), to_hex(written)), ways.end()) << to_hex(written);
    }
  }
  EXPECT_GT(vectors, 200u);
}

}  // namespace
}  // namespace bonito
