#include "bonito/wire/encoder.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "bonito/base/error.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/limits.hpp"

namespace bonito {
namespace {

std::size_t size_of_value(const Value& value) {
  Bytes out;
  Encoder(out).value(value);
  return out.size();
}

TEST(Encoder, WritesEachIntegerInTheFewestBytes) {
  const std::pair<Value, std::size_t> sizes[] = {
      {0, 1},     {127, 1},        {128, 2},        {255, 2},    {256, 3},           {65535, 3},
      {65536, 5}, {4294967295, 5}, {4294967296, 9}, {-1, 1},     {-32, 1},           {-33, 2},
      {-128, 2},  {-129, 3},       {-32768, 3},     {-32769, 5}, {-2147483648LL, 5}, {-2147483649LL, 9},
  };
  for (const auto& [value, size] : sizes) EXPECT_EQ(size_of_value(value), size) << *value.integer();
}

TEST(Encoder, WritesTextAndBlocksWithTheSmallestHead) {
  for (const auto& [content, head] : {std::pair{0u, 1u}, {31u, 1u}, {32u, 2u}, {255u, 2u}, {256u, 3u}, {65536u, 5u}}) {
    EXPECT_EQ(size_of_value(std::string(content, 'x')), content + head);
  }
  for (const auto& [content, head] : {std::pair{0u, 2u}, {255u, 2u}, {256u, 3u}, {65536u, 5u}}) {
    EXPECT_EQ(size_of_value(Bytes(content)), content + head);
  }
  for (const auto& [content, head] : {std::pair{0u, 1u}, {15u, 1u}, {16u, 3u}, {65535u, 3u}, {65536u, 5u}}) {
    EXPECT_EQ(size_of_value(Value::List(content)), content + head);
    EXPECT_EQ(size_of_value(Value::Map(content)), 2 * content + head);
  }
}

TEST(Encoder, KeepsARealAReal) {
  Bytes out;
  Encoder(out).real(2.0);
  EXPECT_EQ(out.size(), 9u);
  EXPECT_EQ(decode(out).value(), Value(2.0));
  out.clear();
  Encoder(out).real32(0.5f);
  EXPECT_EQ(out.size(), 5u);
  EXPECT_EQ(decode(out).value(), Value(0.5));
}

TEST(Encoder, AlignsTheElementsOfAnArrayFromTheBuffersFirstByte) {
  for (std::size_t before = 0; before < 24; ++before) {
    for (const std::size_t count : {0u, 1u, 29u, 30u, 31u, 32u, 8190u, 8191u, 8192u}) {
      Bytes out(before);
      Encoder(out).array(Array(std::vector<double>(count, 1.5)));
      EXPECT_EQ((out.size() - 8 * count) % 8, 0u) << before << " bytes before " << count << " elements";
      EXPECT_EQ(decode(BytesView(out).subspan(before)).value().array()->size(), count);
    }
  }
}

TEST(Encoder, AppendsToWhatIsThere) {
  Bytes out{std::byte{0x2a}};
  Encoder(out).null();
  EXPECT_EQ(out, (Bytes{std::byte{0x2a}, std::byte{0xc0}}));
}

TEST(Encoder, WritesTextThatIsNotUtf8AsItIs) {
  Bytes out;
  Encoder(out).text("a\xff");
  EXPECT_EQ(out, (Bytes{std::byte{0xa2}, std::byte{'a'}, std::byte{0xff}}));
}

TEST(Encoder, RefusesWhatTheOtherSideWouldAndWritesNothingThen) {
  Value deep = "bottom";
  for (std::size_t i = 0; i < max_depth; ++i) deep = Value::List{1, std::move(deep)};
  Bytes out;
  Encoder(out).value(deep);
  EXPECT_EQ(decode(out).value(), deep);

  const Bytes before = out;
  EXPECT_THROW(Encoder(out).value(Value::Map{{"deeper", deep}}), Failure);
  EXPECT_EQ(out, before);
}

TEST(Encoder, RefusesMoreThanOneValueMayHold) {
  constexpr std::size_t too_many = std::size_t{std::numeric_limits<std::uint32_t>::max()} + 1;
  Bytes out;
  EXPECT_THROW(Encoder(out).list(too_many), Failure);
  EXPECT_THROW(Encoder(out).map(too_many), Failure);
  EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace bonito
