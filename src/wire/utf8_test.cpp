#include "bonito/wire/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bonito {
namespace {

TEST(Utf8, AcceptsEveryCharacterAndRefusesEverySurrogate) {
  const auto encoded = [](unsigned code) {
    const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
    if (code < 0x80) return std::string{byte(code)};
    if (code < 0x800) return std::string{byte(0xc0 | code >> 6), byte(0x80 | (code & 63))};
    if (code < 0x10000) {
      return std::string{byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
    }
    return std::string{byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)),
                       byte(0x80 | (code & 63))};
  };
  for (unsigned code = 0; code < 0x110400; ++code) {
    const bool valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    ASSERT_EQ(is_utf8("a" + encoded(code) + "b"), valid) << code;
    if (code < 0x80) continue;
    ASSERT_FALSE(is_utf8(encoded(code).substr(1))) << code;
    ASSERT_FALSE(is_utf8(encoded(code).substr(0, encoded(code).size() - 1))) << code;
  }
}

TEST(Utf8, RefusesOverlongForms) {
  for (const char* wrong : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
                            "\xf0\x8f\xbf\xbf", "\xf5\x80\x80\x80", "\xff", "\x80"}) {
    EXPECT_FALSE(is_utf8(wrong));
  }
  EXPECT_TRUE(is_utf8(""));
}

}  // namespace
}  // namespace bonito
