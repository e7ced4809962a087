#include "web/http_date.hpp"

#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

constexpr Seconds example{std::chrono::seconds(784111777)};  // RFC 9110, 5.6.7

TEST(HttpDate, WritesTheFormOfTheStandard) { EXPECT_EQ(http_date(example), "Sun, 06 Nov 1994 08:49:37 GMT"); }

TEST(HttpDate, ReadsWhatItWrites) { EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), example); }

TEST(HttpDate, WhatIsNoDateIsNothing) {
  for (const auto* wrong : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(parse_http_date(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace bonito::detail
