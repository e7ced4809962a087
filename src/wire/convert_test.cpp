#include "bonito/wire/convert.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <list>
#include <map>
#include <set>
#include <unordered_map>

#include "bonito/wire/decoder.hpp"

namespace shop {

struct Point {
  int x = 0;
  int y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
bonito::Value to_value(const Point& point) { return bonito::Value::Map{{"x", point.x}, {"y", point.y}}; }
bonito::Result<Point> from_value(const bonito::Value& value, std::type_identity<Point>) {
  const auto x = bonito::from_value<int>(value["x"]);
  if (!x) return x.error();
  const auto y = bonito::from_value<int>(value["y"]);
  if (!y) return y.error();
  return Point{*x, *y};
}

enum class Size : std::uint8_t { small = 1, large = 200 };
enum class Colour { red, green };
bonito::Value to_value(Colour colour) { return colour == Colour::red ? "red" : "green"; }

struct Tree {
  std::vector<Tree> branches;
};
bonito::Value to_value(const Tree& tree) { return bonito::to_value(tree.branches); }

struct Silent {};

}  // namespace shop

namespace bonito {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

static_assert(Encodable<int> && Encodable<std::string> && Encodable<shop::Point> && Encodable<Value>);
static_assert(Encodable<std::vector<std::map<std::string, std::optional<shop::Point>>>>);
static_assert(!Encodable<shop::Silent> && !Encodable<std::vector<shop::Silent>> && !Encodable<int*>);
static_assert(!Encodable<char>, "A char is neither a number nor a text until one says which.");
static_assert(!Encodable<std::filesystem::path>, "A range of itself has no end.");
static_assert(Decodable<std::vector<shop::Point>> && !Decodable<shop::Silent>);
static_assert(!Decodable<std::string_view> && !Decodable<const char*>, "Nobody would own the text.");

template <class T>
std::string why_not(const Value& value) {
  const Result<T> result = from_value<T>(value);
  if (result) return "it was read";
  EXPECT_EQ(result.error().code, Errc::bad_payload);
  return result.error().message;
}

// There and back, by way of a Value and by way of bytes.
template <class T>
void expect_round_trip(const T& thing) {
  EXPECT_EQ(from_value<T>(to_value(thing)).value(), thing);
  Bytes bytes;
  Encoder encoder(bytes);
  encode(encoder, thing);
  EXPECT_EQ(from_value<T>(decode(bytes).value()).value(), thing);
}

TEST(Convert, BringsNumbersThereAndBack) {
  expect_round_trip(true);
  expect_round_trip(std::int8_t{-128});
  expect_round_trip(std::numeric_limits<std::int64_t>::min());
  expect_round_trip(std::numeric_limits<std::uint64_t>::max());
  expect_round_trip(42u);
  expect_round_trip(0.1f);
  expect_round_trip(0.1);
  expect_round_trip(-std::numeric_limits<double>::infinity());
}

TEST(Convert, BringsTextAndBytesThereAndBack) {
  expect_round_trip(std::string("grün"));
  expect_round_trip(Bytes{std::byte{0}, std::byte{255}});
  EXPECT_EQ(to_value("literal"), Value("literal"));
  EXPECT_EQ(to_value(std::string_view("view")), Value("view"));
  EXPECT_EQ(to_value(std::array<std::byte, 2>{}), Value(Bytes(2)));
}

TEST(Convert, BringsContainersThereAndBack) {
  expect_round_trip(std::vector<std::string>{"a", "b"});
  expect_round_trip(std::vector<bool>{true, false});
  expect_round_trip(std::deque<int>{1, 2});
  expect_round_trip(std::list<std::vector<double>>{{1.5}, {}});
  expect_round_trip(std::array<int, 3>{1, 2, 3});
  expect_round_trip(std::array<std::string, 2>{"x", "y"});
  expect_round_trip(std::pair(1, std::string("one")));
  expect_round_trip(std::tuple(1, std::string("one"), std::optional(2.5), std::vector<shop::Point>{{1, 2}}));
  expect_round_trip(std::tuple<>());
  expect_round_trip(std::map<std::string, int>{{"b", 1}, {"a", 2}});
  expect_round_trip(std::unordered_map<std::string, std::vector<int>>{{"b", {1}}, {"a", {}}});
  expect_round_trip(std::map<int, std::string>{{1, "one"}, {-2, "minus two"}});
  expect_round_trip(std::optional<int>(3));
  expect_round_trip(std::optional<int>());
  EXPECT_EQ(to_value(std::set<int>{2, 1}), Value(Value::List{1, 2}));
}

TEST(Convert, MakesTypedArraysOfContiguousNumbers) {
  EXPECT_EQ(to_value(std::vector<float>{1, 2}).array()->element(), Element::float32);
  EXPECT_EQ(to_value(std::array<std::uint16_t, 2>{1, 2}).array()->element(), Element::uint16);
  const std::vector<std::int64_t> numbers{1, 2, 3};
  EXPECT_EQ(to_value(std::span(numbers)).array()->element(), Element::int64);
  EXPECT_NE(to_value(std::deque<int>{1, 2}).list(), nullptr);
  EXPECT_NE(to_value(std::vector<bool>{true}).list(), nullptr);
}

TEST(Convert, TakesOverAVectorThatIsGivenAway) {
  std::vector<double> numbers(100, 0.5);
  const double* before = numbers.data();
  EXPECT_EQ(to_value(std::move(numbers)).array()->as<double>().data(), before);
}

TEST(Convert, BringsTheUsersTypesThereAndBackAndAsksThemFirst) {
  expect_round_trip(shop::Point{3, -4});
  expect_round_trip(std::vector<shop::Point>{{1, 2}, {3, 4}});
  EXPECT_EQ(to_value(shop::Colour::green), Value("green"));
  const auto leaf = shop::Tree{};
  const auto branch = shop::Tree{.branches = {leaf}};
  const auto tree = shop::Tree{.branches = {leaf, branch}};
  EXPECT_EQ(to_value(tree), Value(Value::List{Value::List{}, Value::List{Value(Value::List{})}}));
  EXPECT_EQ(why_not<shop::Point>(Value::Map{{"x", 1}}), "Expected a number, but got null.");
}

TEST(Convert, MakesNumbersOfEnumerations) {
  EXPECT_EQ(to_value(shop::Size::large), Value(200));
  expect_round_trip(shop::Size::small);
  EXPECT_EQ(why_not<shop::Size>(300), "300 is not a whole number between 0 and 255.");
}

TEST(Convert, MakesMillisecondsOfDurations) {
  EXPECT_EQ(to_value(1500us), Value(1.5));
  EXPECT_EQ(to_value(2h), Value(7'200'000.0));
  expect_round_trip(1234ms);
  expect_round_trip(std::chrono::duration<double>(0.25));
  EXPECT_EQ(from_value<std::chrono::seconds>(1600).value(), 2s);
  EXPECT_THAT(why_not<std::chrono::nanoseconds>(1e300), HasSubstr("is not a whole number between"));
  EXPECT_THAT(why_not<std::chrono::milliseconds>(std::nan("")), HasSubstr("NaN"));
}

TEST(Convert, MakesDatesOfTimePoints) {
  const auto moment = std::chrono::system_clock::time_point(1514862245678901234ns);
  EXPECT_EQ(to_value(moment), Value(Date(1514862245, 678901234)));
  expect_round_trip(moment);
  expect_round_trip(std::chrono::time_point_cast<std::chrono::seconds>(moment));
  expect_round_trip(Date(-62135596800, 1));
  EXPECT_THAT(why_not<std::chrono::system_clock::time_point>(Date(253402300799, 0)), HasSubstr("2262"));
}

TEST(Convert, ReadsIntegersOnlyIfTheyFit) {
  EXPECT_EQ(why_not<std::int8_t>(300), "300 is not a whole number between -128 and 127.");
  EXPECT_EQ(why_not<std::uint8_t>(-1), "-1 is not a whole number between 0 and 255.");
  EXPECT_EQ(why_not<int>(1.5), "1.5 is not a whole number between -2147483648 and 2147483647.");
  EXPECT_EQ(why_not<std::int64_t>(std::numeric_limits<std::uint64_t>::max()),
            "18446744073709551615 is not a whole number between -9223372036854775808 and 9223372036854775807.");
  EXPECT_EQ(why_not<int>(std::nan("")), "NaN is not a whole number between -2147483648 and 2147483647.");
  EXPECT_EQ(why_not<int>("5"), "Expected a number, but got a text.");
  EXPECT_EQ(why_not<bool>(1), "Expected a boolean, but got an integer.");
  EXPECT_EQ(why_not<int>(true), "Expected a number, but got a boolean.");
}

TEST(Convert, ReadsWholeRealsAsIntegers) {
  EXPECT_EQ(from_value<int>(3.0).value(), 3);
  EXPECT_EQ(from_value<std::int64_t>(-9223372036854775808.0).value(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(from_value<std::uint64_t>(18446744073709549568.0).value(), 18446744073709549568u);
  EXPECT_FALSE(from_value<std::int64_t>(9223372036854775808.0));
  EXPECT_FALSE(from_value<std::uint64_t>(18446744073709551616.0));
  EXPECT_FALSE(from_value<std::uint64_t>(-1.0));
  EXPECT_FALSE(from_value<std::int64_t>(std::numeric_limits<double>::infinity()));
}

TEST(Convert, NeverRoundsAnIntegerUnsaid) {
  EXPECT_EQ(from_value<double>(std::int64_t{1} << 53).value(), 9007199254740992.0);
  EXPECT_EQ(from_value<double>(std::uint64_t{1} << 63).value(), 9223372036854775808.0);
  EXPECT_EQ(from_value<double>(std::numeric_limits<std::int64_t>::min()).value(), -9223372036854775808.0);
  EXPECT_THAT(why_not<double>((std::int64_t{1} << 53) + 1), HasSubstr("read it as an integer"));
  EXPECT_THAT(why_not<float>(16777217), HasSubstr("16777217 has more digits"));
  EXPECT_EQ(from_value<float>(0.1).value(), 0.1f);
  EXPECT_THAT(why_not<float>(1e300), HasSubstr("1e+300 is beyond"));
  EXPECT_TRUE(std::isnan(from_value<float>(std::nan("")).value()));
}

TEST(Convert, ReadsVectorsOfNumbersFromListsAndFromOtherArrays) {
  EXPECT_EQ(from_value<std::vector<int>>(Value::List{1, 2.0}).value(), (std::vector{1, 2}));
  EXPECT_EQ(from_value<std::vector<std::uint8_t>>(Array(std::vector{1.0, 255.0})).value(),
            (std::vector<std::uint8_t>{1, 255}));
  EXPECT_EQ(from_value<std::vector<double>>(Array(std::vector{0.5f})).value(), std::vector{0.5});
  EXPECT_EQ(why_not<std::vector<std::uint8_t>>(Array(std::vector{1.0, 256.0})),
            "Element 1: 256 is not a whole number between 0 and 255.");
}

TEST(Convert, SaysWhereAnErrorLies) {
  using Nested = std::map<std::string, std::vector<std::pair<int, std::string>>>;
  const Value wrong = Value::Map{{"rows", Value::List{Value::List{1, "one"}, Value::List{2, 2}}}};
  EXPECT_EQ(why_not<Nested>(wrong), "The entry \"rows\": Element 1: Element 1: Expected a text, but got an integer.");
  EXPECT_EQ(why_not<Nested>(Value::List{}), "Expected a map, but got a list.");
  EXPECT_EQ(why_not<Nested>(Value::Map{{1, 2}}), "The key 1: Expected a text, but got an integer.");
  EXPECT_EQ((why_not<std::array<int, 2>>(Value::List{1})), "Expected a list of 2 elements, but got 1.");
  EXPECT_EQ((why_not<std::pair<int, int>>(Value::List{1})), "Expected a list of 2 elements, but got 1.");
  EXPECT_EQ(why_not<std::vector<int>>("text"), "Expected a list, but got a text.");
}

TEST(Convert, QuotesNoKeyThatCouldForgeALogOrWriteToATerminal) {
  using Map = std::map<std::string, int>;
  for (const char* key : {"a\nThe pump is off.", "\x1b[2J", "a\x7f"}) {
    EXPECT_EQ(why_not<Map>(Value::Map{{key, "b"}}), "The entry a text: Expected a number, but got a text.");
  }
}

TEST(Convert, RefusesTextThatIsNotUtf8) { EXPECT_EQ(why_not<std::string>("a\xff"), "The text is not valid UTF-8."); }

TEST(Convert, EncodesAsTheValueWouldBe) {
  const auto same = [](const auto& thing) {
    Bytes direct;
    Encoder first(direct);
    encode(first, thing);
    Bytes by_value;
    Encoder(by_value).value(to_value(thing));
    EXPECT_EQ(direct, by_value);
  };
  same(true);
  same(-5);
  same(std::numeric_limits<std::uint64_t>::max());
  same(0.5);
  same("literal");
  same(std::string("text"));
  same(std::vector<std::int16_t>{1, 2});
  same(Bytes(3));
  same(shop::Point{1, 2});
  same(shop::Colour::red);
  same(std::optional<int>());
  same(Value(Value::List{1, "x"}));
  same(std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace bonito
