#include "bonito/wire/number_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace bonito {
namespace {

// number_text.json holds what node's String() says: pairs of a binary64's bits and its text.
TEST(NumberText, IsWhatNodeSays) {
  std::ifstream file(BONITO_SOURCE_DIR "/src/wire/number_text.json");
  const auto table = nlohmann::json::parse(file);
  ASSERT_GT(table.size(), 150u);
  for (const auto& row : table) {
    const auto number = std::bit_cast<double>(std::uint64_t{std::stoull(row[0].get<std::string>(), nullptr, 16)});
    EXPECT_EQ(js_text(number), row[1].get<std::string>());
  }
}

TEST(NumberText, OfAFloatIsTheNumberThatItIsWrittenAs) {
  for (const float number : {0.1f, -1e-7f, 16'777'216.f, 3.4028235e38f, 1e-45f, 0.f}) {
    EXPECT_EQ(static_cast<float>(decimal_of(number)), number);
  }
  EXPECT_EQ(decimal_of(0.1f), 0.1);
  EXPECT_EQ(decimal_of(3.4028235e38f), 3.4028235e38);
  EXPECT_TRUE(std::isinf(decimal_of(std::numeric_limits<float>::infinity())));
  EXPECT_TRUE(std::isnan(decimal_of(std::numeric_limits<float>::quiet_NaN())));
}

TEST(NumberText, OfIntegersIsExact) {
  EXPECT_EQ(js_text(9007199254740993), "9007199254740993");
  EXPECT_EQ(js_text(Value(18446744073709551615u)), "18446744073709551615");
  EXPECT_EQ(js_text(-1), "-1");
}

TEST(NumberText, OfOtherValuesIsWhatStringGives) {
  EXPECT_EQ(js_text(Value()), "");
  EXPECT_EQ(js_text(true), "true");
  EXPECT_EQ(js_text(Value("text")), "text");
  EXPECT_EQ(js_text(Value::List{1, nullptr, Value::List{2.5, "x"}, false}), "1,,2.5,x,false");
  EXPECT_EQ(js_text(Value::List{}), "");
  EXPECT_EQ(js_text(Array(std::vector{0.1f, 2.0f})), "0.10000000149011612,2");
  EXPECT_EQ(js_text(Bytes{std::byte{1}, std::byte{255}}), "1,255");
  EXPECT_EQ(js_text(Value::Map{{"a", 1}}), "[object Object]");
  EXPECT_EQ(js_text(Value::Map{{1, 1}}), "[object Map]");
}

TEST(NumberText, OfADateIsItsIsoText) {
  const std::pair<Date, const char*> dates[] = {
      {{0, 0}, "1970-01-01T00:00:00.000Z"},
      {{1514862245, 678901234}, "2018-01-02T03:04:05.678Z"},
      {{951782400, 0}, "2000-02-29T00:00:00.000Z"},
      {{951868800, 0}, "2000-03-01T00:00:00.000Z"},
      {{-1, 999999999}, "1969-12-31T23:59:59.999Z"},
      {{-62135596800, 0}, "0001-01-01T00:00:00.000Z"},
      {{-62198755200, 0}, "-000001-01-01T00:00:00.000Z"},
      {{253402300800, 0}, "+010000-01-01T00:00:00.000Z"},
      {{8640000000000, 0}, "+275760-09-13T00:00:00.000Z"},
      {{-8640000000000, 0}, "-271821-04-20T00:00:00.000Z"},
      {{8640000000000, 1000000}, "Invalid Date"},
      {{std::numeric_limits<std::int64_t>::min(), 0}, "Invalid Date"},
  };
  for (const auto& [date, text] : dates) EXPECT_EQ(js_text(date), text);
}

}  // namespace
}  // namespace bonito
