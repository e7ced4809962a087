#include "bonito/wire/value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bonito/base/error.hpp"

namespace bonito {
namespace {

static_assert(sizeof(Value) == 24);
static_assert(std::is_nothrow_move_constructible_v<Value>);
static_assert(!std::is_constructible_v<Value, char>, "A char is neither a number nor a text until one says which.");
static_assert(!std::is_constructible_v<Value, void*>, "A pointer is no boolean.");

TEST(Value, KnowsItsTypeAndAnswersNothingAsAnother) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_EQ(Value(true).boolean(), true);
  EXPECT_EQ(Value(-5).integer(), -5);
  EXPECT_EQ(*Value("text").text(), "text");
  EXPECT_EQ(Value(Bytes(3)).bytes()->size(), 3u);
  EXPECT_EQ(Value(Date(1, 2)).date()->nanoseconds, 2u);
  EXPECT_EQ(Value(Extension{5, Bytes(1)}).extension()->type, 5);
  EXPECT_EQ(Value("text").integer(), std::nullopt);
  EXPECT_EQ(Value(1).boolean(), std::nullopt);
  EXPECT_EQ(Value(1).text(), nullptr);
  EXPECT_EQ(Value(1.5).integer(), std::nullopt);
  EXPECT_EQ(Value(std::vector<Value>{}).map(), nullptr);
  EXPECT_EQ(describe(Value(Array()).type()), "a typed array");
}

TEST(Value, HasOneKindOfIntegerFromInt64MinToUint64Max) {
  constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(Value(std::int64_t{7}), Value(std::uint64_t{7}));
  EXPECT_EQ(Value(std::int8_t{7}), Value(7ull));
  EXPECT_EQ(Value(largest).type(), Value::Type::integer);
  EXPECT_EQ(Value(largest).unsigned_integer(), largest);
  EXPECT_EQ(Value(largest).integer(), std::nullopt);
  EXPECT_NE(Value(largest), Value(-1));
  EXPECT_EQ(Value(-1).unsigned_integer(), std::nullopt);
  EXPECT_EQ(Value(largest).number(), 18446744073709551616.0);
}

TEST(Value, ComparesByKindAndContent) {
  EXPECT_NE(Value(1), Value(1.0));
  EXPECT_NE(Value(), Value(false));
  EXPECT_NE(Value("a"), Value(Bytes{std::byte{'a'}}));
  EXPECT_NE(Value(std::nan("")), Value(std::nan("")));
  EXPECT_EQ(Value(Value::List{1, "two"}), Value(Value::List{1, "two"}));
  EXPECT_NE(Value(Value::Map{{"a", 1}, {"b", 2}}), Value(Value::Map{{"b", 2}, {"a", 1}}));
  EXPECT_EQ(Value(Array(std::vector{1, 2})), Value(Array(std::vector{1, 2})));
}

TEST(Value, FindsEntriesByKeyAndElementsByIndex) {
  const Value point = Value::Map{{1, "a number as key"}, {"x", 3}, {"label", Value::List{"here", "there"}}};
  EXPECT_EQ(point["x"].integer(), 3);
  EXPECT_EQ(*point["label"][1].text(), "there");
  EXPECT_TRUE(point["label"][2].is_null());
  EXPECT_TRUE(point["absent"]["of absent"].is_null());
  EXPECT_TRUE(Value(1)["x"].is_null());
}

TEST(Value, SharesItsContentWithItsCopies) {
  const Value text = std::string(1000, 'x');
  const Value copy = text;
  EXPECT_EQ(copy.text(), text.text());
}

TEST(Array, TakesAVectorOverWithoutCopying) {
  std::vector<float> samples{1, 2, 3};
  const float* before = samples.data();
  const Array array(std::move(samples));
  EXPECT_EQ(array.as<float>().data(), before);
  EXPECT_EQ(array.element(), Element::float32);
  EXPECT_EQ(array.extents(), Array::Extents{3});
  EXPECT_TRUE(array.as<double>().empty());
}

TEST(Array, LooksAtMemoryThatAnotherOwns) {
  auto owner = std::make_shared<std::vector<std::int64_t>>(std::vector<std::int64_t>{1, 2, 3, 4, 5, 6});
  const Array array(std::span<const std::int64_t>(*owner), owner, {2, 3});
  EXPECT_EQ(array.as<std::int64_t>().data(), owner->data());
  EXPECT_EQ(owner.use_count(), 2);
  EXPECT_EQ(array.size(), 6u);
}

TEST(Array, RefusesAShapeThatDoesNotFit) {
  EXPECT_THROW(Array(std::vector{1, 2, 3}, {2, 2}), Failure);
  EXPECT_THROW(Array(std::vector{1, 2, 3}, {}), Failure);
  EXPECT_NO_THROW(Array(std::vector{1}, {}));
  EXPECT_NO_THROW(Array(std::vector<int>{}, {4294967295u, 0, 4294967295u}));
  EXPECT_THROW(Array(std::vector<int>{}, {65536, 65536, 65536, 65536}), Failure) << "The product overflows to zero.";
  EXPECT_THROW(Array(std::vector{1}, Array::Extents(256, 1)), Failure) << "The rank is a byte.";
}

TEST(Array, HasAnElementForEachNumberOfTheLanguage) {
  EXPECT_EQ(Array(std::vector<signed char>{1}).element(), Element::int8);
  EXPECT_EQ(Array(std::vector<unsigned char>{1}).element(), Element::uint8);
  EXPECT_EQ(Array(std::vector<long>{1}).element(), Element::int64);
  EXPECT_EQ(Array(std::vector<unsigned long long>{1}).element(), Element::uint64);
  EXPECT_EQ(Array(std::vector<double>{1}).element(), Element::float64);
  for (const auto& [element, size] : {std::pair{Element::int8, 1u},
                                      {Element::uint16, 2u},
                                      {Element::int32, 4u},
                                      {Element::uint64, 8u},
                                      {Element::float32, 4u},
                                      {Element::float64, 8u}}) {
    EXPECT_EQ(size_of(element), size);
  }
}

TEST(Date, IsTheClocksMomentBothWays) {
  using std::chrono::nanoseconds;
  using std::chrono::system_clock;
  for (const auto since : {0LL, 1LL, -1LL, 1'514'862'245'678'901'234LL, -1'514'862'245'678'901'234LL}) {
    const auto moment = system_clock::time_point(nanoseconds(since));
    EXPECT_EQ(Date(moment).time_point(), moment);
    EXPECT_LT(Date(moment).nanoseconds, 1'000'000'000u);
  }
  EXPECT_EQ(Date(system_clock::time_point(nanoseconds(-1))), Date(-1, 999'999'999));
  EXPECT_EQ(Date(253'402'300'799, 0).time_point(), std::nullopt) << "The clock ends in 2262.";
}

}  // namespace
}  // namespace bonito
