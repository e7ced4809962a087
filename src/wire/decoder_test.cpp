#include "bonito/wire/decoder.hpp"

#include <gtest/gtest.h>

#include <random>

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/number_text.hpp"
#include "probes/typed_json.hpp"

namespace bonito {
namespace {

using testing::from_hex;

Result<Value> decode_hex(std::string_view hex, DecodeOptions options = {}) { return decode(*from_hex(hex), options); }

Errc refusal(std::string_view hex, DecodeOptions options = {}) {
  const auto value = decode_hex(hex, options);
  if (value) {
    ADD_FAILURE() << hex << " was decoded";
    return Errc::usage;
  }
  EXPECT_GT(value.error().message.size(), 20u);
  EXPECT_TRUE(value.error().message.ends_with('.'));
  return value.error().code;
}

std::string repeated(std::size_t times, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Decoder, ReadsOneValueAfterTheOther) {
  const Bytes input = *from_hex("01a161c0");
  Decoder decoder(input);
  EXPECT_EQ(decoder.next().value(), Value(1));
  EXPECT_EQ(decoder.position(), 1u);
  EXPECT_EQ(decoder.next().value(), Value("a"));
  EXPECT_FALSE(decoder.done());
  EXPECT_EQ(decoder.next().value(), Value());
  EXPECT_TRUE(decoder.done());
  EXPECT_EQ(decoder.next().error().code, Errc::bad_payload);
}

TEST(Decoder, OfOneValueRefusesNothingAndMore) {
  EXPECT_EQ(refusal(""), Errc::bad_payload);
  EXPECT_EQ(refusal("0102"), Errc::bad_payload);
}

TEST(Decoder, RefusesInputThatEndsTooSoon) {
  const std::string whole[] = {"cc01",
                               "cd0001",
                               "ce00000001",
                               "cf0000000000000001",
                               "d001",
                               "d10001",
                               "d200000001",
                               "d30000000000000001",
                               "ca3f000000",
                               "cb3fe0000000000000",
                               "a161",
                               "d90161",
                               "da000161",
                               "db0000000161",
                               "c40161",
                               "c5000161",
                               "c60000000161",
                               "9101",
                               "dc000101",
                               "dd0000000101",
                               "81a16101",
                               "de0001a16101",
                               "df00000001a16101",
                               "d40501",
                               "d5050102",
                               "c7010501",
                               "c800010501",
                               "c9000000010501",
                               "d6ff00000001",
                               "d7ff0000000000000001",
                               "c70cff000000000000000000000001",
                               "c70801020100010000002a"};
  for (const std::string& hex : whole) {
    EXPECT_TRUE(decode_hex(hex)) << hex;
    for (std::size_t size = 2; size < hex.size(); size += 2) EXPECT_EQ(refusal(hex.substr(0, size)), Errc::bad_payload);
  }
}

TEST(Decoder, RefusesClaimsThatTheRestOfTheInputCannotHold) {
  for (const char* claim : {"ddffffffff01", "dfffffffff01", "dbffffffff61", "c6ffffffff00", "c9ffffffff0500",
                            "dcffff01", "deffff01", "9f01", "df8000000001", "dd0000000201"}) {
    EXPECT_EQ(refusal(claim), Errc::bad_payload);
  }
}

TEST(Decoder, RefusesTheByteThatMessagePackNeverUses) { EXPECT_EQ(refusal("c1"), Errc::bad_payload); }

TEST(Decoder, BoundsDepth) {
  EXPECT_TRUE(decode_hex(repeated(64, "91") + "c0"));
  EXPECT_EQ(refusal(repeated(65, "91") + "c0"), Errc::too_large);
  EXPECT_EQ(refusal(repeated(64, "91") + "80"), Errc::too_large);
  EXPECT_EQ(refusal(repeated(1'000'000, "91")), Errc::too_large);
  EXPECT_EQ(refusal(repeated(1'000'000, "81")), Errc::too_large) << "Maps nest in their keys.";
  EXPECT_EQ(refusal("90", {.depth = 0}), Errc::too_large);
  EXPECT_TRUE(decode_hex("01", {.depth = 0}));
}

TEST(Decoder, BoundsTheValuesOfAllListsAndMapsTogether) {
  EXPECT_TRUE(decode_hex("9301a16102", {.elements = 4}));
  EXPECT_EQ(refusal("9301a16102", {.elements = 3}), Errc::too_large);
  EXPECT_EQ(refusal("81a16102", {.elements = 2}), Errc::too_large);
  // Each list claims the whole rest; together they would hold 64 times the input.
  Bytes nested;
  for (std::size_t i = 0; i < 40; ++i) Encoder(nested).list(600'000);
  nested.resize(nested.size() + 700'000);
  EXPECT_EQ(decode(nested).error().code, Errc::too_large);

  const Bytes two = *from_hex("0102");
  Decoder decoder(two, {.elements = 1});
  EXPECT_TRUE(decoder.next());
  EXPECT_EQ(decoder.next().error().code, Errc::too_large);
}

TEST(Decoder, GivesTheSameErrorAgain) {
  const Bytes input = *from_hex("c101");
  Decoder decoder(input);
  const std::string first = decoder.next().error().message;
  EXPECT_EQ(decoder.next().error().message, first);
}

TEST(Decoder, ReadsDatesOfEachSizeAndRefusesOthers) {
  EXPECT_EQ(decode_hex("d6ff5a4af6a5").value(), Value(Date(1514862245, 0)));
  EXPECT_EQ(decode_hex("d7ffa1dcd7c85a4af6a5").value(), Value(Date(1514862245, 678901234)));
  EXPECT_EQ(decode_hex("c70cff3b9ac9ffffffffffffffffff").value(), Value(Date(-1, 999999999)));
  EXPECT_EQ(refusal("c70cff3b9aca00ffffffffffffffff"), Errc::bad_payload) << "A thousand million nanoseconds.";
  EXPECT_EQ(refusal("d7ffffffffff00000000"), Errc::bad_payload);
  for (const char* odd : {"d4ff00", "d5ff0000", "c700ff", "c703ff000000", "d8ff00000000000000000000000000000000"}) {
    EXPECT_EQ(refusal(odd), Errc::bad_payload);
  }
}

TEST(Decoder, ReadsTypedArraysWhereverTheyLie) {
  // Three float64 in a buffer of their own, however crookedly they stood in the frame.
  Bytes encoded;
  Encoder(encoded).array(Array(std::vector{1.5, 2.5, 3.5}));
  for (std::size_t shift = 0; shift < 8; ++shift) {
    Bytes moved(shift);
    moved.insert(moved.end(), encoded.begin(), encoded.end());
    const Value value = decode(BytesView(moved).subspan(shift)).value();
    const auto numbers = value.array()->as<double>();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(numbers.data()) % 8, 0u);
    EXPECT_EQ(std::vector(numbers.begin(), numbers.end()), (std::vector{1.5, 2.5, 3.5}));
  }
}

TEST(Decoder, RefusesTypedArraysThatContradictThemselves) {
  for (const char* wrong : {
           "c70001", "d40101", "d5010101",  // shorter than a head
           "c7080100010001000000"
           "2a",  // element 0
           "c708010b010001000000"
           "2a",  // element 11
           "c70701020100"
           "01000000",  // one uint8 announced, none there
           "c70801020100"
           "02000000"
           "2a",  // two announced, one there
           "c70801020108"
           "01000000"
           "2a",  // more than 7 bytes of padding
           "c70801020105"
           "01000000"
           "2a",  // padding beyond the end
           "c70801020200"
           "01000000"
           "2a",  // two extents announced, one there
           "c70801020100"
           "00000000"
           "2a",  // none announced, one there
           "c70901040100"
           "01000000"
           "2a00"
           "00",  // bytes that follow
           "c71301040400"
           "00000100000001000000010000000100",  // a product that overflows to zero
       }) {
    EXPECT_EQ(refusal(wrong), Errc::bad_payload);
  }
}

TEST(Decoder, LeavesExtensionsRawIfAskedTo) {
  const DecodeOptions raw{.raw_extensions = true};
  EXPECT_EQ(decode_hex("d6ff5a4af6a5", raw).value(), Value(Extension{-1, *from_hex("5a4af6a5")}));
  EXPECT_EQ(decode_hex("d40101", raw).value(), Value(Extension{1, *from_hex("01")}));
  EXPECT_EQ(decode_hex("d48001", raw).value(), Value(Extension{-128, *from_hex("01")}));
}

TEST(Decoder, KeepsTextThatIsNotUtf8) { EXPECT_EQ(*decode_hex("a261ff").value().text(), "a\xff"); }

// Whatever comes, the answer is a value or an error; what is a value can be written and read again.
TEST(Decoder, SurvivesAnything) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Bytes sample;
  Encoder encoder(sample);
  encoder.value(Value::Map{{"list", Value::List{1, -1, 0.5, nullptr, true, "text", Bytes(20)}},
                           {"date", Date(-1, 5)},
                           {"array", Array(std::vector<double>{1, 2, 3, 4}, {2, 2})},
                           {Value::List{Value::Map{}}, Extension{9, Bytes(3)}}});
  std::size_t decoded = 0;
  const auto try_it = [&decoded](const Bytes& input) {
    Decoder decoder(input);
    while (!decoder.done()) {
      const auto value = decoder.next();
      if (!value) break;
      ++decoded;
      Bytes again;
      Encoder(again).value(*value);
      static_cast<void>(js_text(*value));
      ASSERT_TRUE(decode(again)) << testing::to_hex(input);
    }
  };
  for (int round = 0; round < 150'000; ++round) {
    Bytes mutant = sample;
    for (unsigned changes = random() % 4 + 1; changes > 0; --changes) {
      mutant[random() % mutant.size()] = static_cast<std::byte>(random());
    }
    mutant.resize(mutant.size() - random() % 8);
    try_it(mutant);
  }
  for (int round = 0; round < 300'000; ++round) {
    Bytes noise(random() % 40);
    for (std::byte& byte : noise) byte = static_cast<std::byte>(random());
    // Heads of lists, maps and extensions more often than chance has it.
    if (!noise.empty() && round % 2 == 0) noise[0] = static_cast<std::byte>(0xc4 + random() % 28);
    try_it(noise);
  }
  EXPECT_GT(decoded, 100'000u);
}

}  // namespace
}  // namespace bonito
