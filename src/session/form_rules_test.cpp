#include "bonito/session/form_rules.hpp"

#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

using namespace std::chrono_literals;

TEST(FieldTexts, OfNumbersAreReadAsBrowsersWriteThem) {
  EXPECT_EQ(field_value<int>("42"), 42);
  EXPECT_EQ(field_value<int>("-7"), -7);
  EXPECT_EQ(field_value<int>("1e3"), 1000);
  EXPECT_EQ(field_value<int>("7.0"), 7);
  EXPECT_EQ(field_value<double>("0.5"), 0.5);
  EXPECT_EQ(field_value<std::int64_t>("9223372036854775807"), 9223372036854775807);
  EXPECT_EQ(field_text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(field_text(0.1f), "0.1");
  EXPECT_EQ(field_text(std::uint8_t{200}), "200");
}

TEST(FieldTexts, ThatAreNoSuchNumberAreNone) {
  for (const char* text : {"", "x", "1.5", "1 ", "2147483648", "0x10", "inf", "nan", "1e400"}) {
    EXPECT_EQ(field_value<int>(text), std::nullopt) << text;
  }
  EXPECT_EQ(field_value<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(field_value<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(field_value<float>("1e39"), std::nullopt);
  EXPECT_EQ(field_value<double>("inf"), std::nullopt);
}

TEST(FieldBounds, OfAFloatAreTheNumbersThatStandInThePage) {
  FieldRules rules;
  rules.not_below(static_cast<double>(0.1f), field_text(0.1f), "");
  rules.not_above(static_cast<double>(0.7f), field_text(0.7f), "");
  for (const char* text : {"0.1", "0.5", "0.7"}) {
    for (const auto& rule : rules.rules) EXPECT_TRUE(rule.holds(text)) << text;
  }
  EXPECT_FALSE(rules.rules[0].holds("0.09"));
  EXPECT_FALSE(rules.rules[1].holds("0.71"));
}

TEST(FieldTexts, OfDaysAreThoseOfTheCalendar) {
  EXPECT_EQ(field_value<Day>("2024-02-29"), 2024y / 2 / 29);
  EXPECT_EQ(field_text(Day(987y / 1 / 5)), "0987-01-05");
  EXPECT_EQ(field_text(Day()), "");
  for (const char* text : {"", "2023-02-29", "2024-2-29", "2024-02-29x", "24-02-29xx", "0000-01-01", "2024-1a-01"}) {
    EXPECT_EQ(field_value<Day>(text), std::nullopt) << text;
  }
}

TEST(FieldTexts, AreMeasuredInUtf16Units) {
  EXPECT_EQ(utf16_units(""), 0u);
  EXPECT_EQ(utf16_units("abc"), 3u);
  EXPECT_EQ(utf16_units("\u00e9\u20ac"), 2u);
  EXPECT_EQ(utf16_units("\U0001F41F"), 2u);
}

TEST(FieldTexts, AreAddressesAsTheHtmlStandardHasThem) {
  for (const char* text : {"a@b", "first.last+tag@sub-domain.example.org", "!#$%&'*+/=?^_`{|}~-@x.y"}) {
    EXPECT_TRUE(is_email_address(text)) << text;
  }
  for (const char* text : {"", "a", "@b", "a@", "a@b.", "a@-b", "a@b-.c", "a b@c", "a@b@c", "a@b..c"}) {
    EXPECT_FALSE(is_email_address(text)) << text;
  }
  EXPECT_FALSE(is_email_address("a@" + std::string(64, 'b')));
}

TEST(FieldRules, TakeMultiplesHoweverManyStepsTheyAre) {
  FieldRules rules{.label = "Price", .kind = FieldKind::number};
  rules.add(InStepsOf{0.01, ""});
  rules.finish(false);
  const auto& holds = rules.rules.back().holds;
  for (const char* text : {"0", "0.01", "-7.35", "160679808.04", "18324033.18"}) EXPECT_TRUE(holds(text)) << text;
  for (const char* text : {"0.015", "1.001", "-7.355", "160679808.045"}) EXPECT_FALSE(holds(text)) << text;
}

TEST(FieldRules, RefuseWhatNoTextCouldKeep) {
  FieldRules longer;
  EXPECT_THROW(longer.add(MaxLength{longest_text + 1, ""}), Failure);
  FieldRules chosen{.label = "Plan", .kind = FieldKind::choice};
  chosen.not_below(10, "10", "");
  EXPECT_THROW(chosen.finish(true), Failure) << "a choice has no size";
}

TEST(FieldRules, AskForAChoiceInThatWordWhereverItIsRequired) {
  RulesOf<int> rules;
  rules.add(Required{});
  rules.add(Choices<int>{{{1, "one"}}});
  rules.common.finish(true);
  EXPECT_EQ(rules.common.when_empty, "Please choose one.");
}

}  // namespace
}  // namespace bonito::detail
