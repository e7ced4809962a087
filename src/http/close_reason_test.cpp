#include "http/close_reason.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bonito::http {
namespace {

TEST(CloseReason, WhatIsFitIsKept) {
  for (const std::uint16_t code : std::vector<std::uint16_t>{1000, 1001, 1009, 1011, 3000, 4000, 4999}) {
    EXPECT_EQ(sendable({code, "Goodbye."}).code, code);
    EXPECT_EQ(sendable({code, "Goodbye."}).text, "Goodbye.");
  }
}

TEST(CloseReason, ACodeThatNobodyMaySendBecomes1000) {
  for (const std::uint16_t code : std::vector<std::uint16_t>{0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
    EXPECT_EQ(sendable({code, ""}).code, 1000) << code;
  }
}

TEST(CloseReason, LongTextIsCutBetweenTwoCharacters) {
  EXPECT_EQ(sendable({1000, std::string(200, 'a')}).text, std::string(123, 'a'));
  std::string text(122, 'a');
  text += "\xE2\x82\xAC and more";  // the euro sign would end at byte 125
  EXPECT_EQ(sendable({1000, text}).text, std::string(122, 'a'));
}

TEST(CloseReason, ACharacterThatIsNotCompleteIsNoticed) {
  for (const auto* whole : {"", "a", "a\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8C\xB3"}) {
    EXPECT_FALSE(ends_inside_character(whole)) << whole;
  }
  for (const auto* part : {"a\xC3", "\xE2", "\xE2\x82", "a\xF0\x9F\x8C"})
    EXPECT_TRUE(ends_inside_character(part)) << part;
}

}  // namespace
}  // namespace bonito::http
