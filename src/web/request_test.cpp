#include "bonito/web/request.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

TEST(Request, AHeaderIsFoundWithoutCaseAndTheFirstOneWins) {
  const Headers headers{{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};
  EXPECT_EQ(find_header(headers, "content-type"), "text/plain");
  EXPECT_EQ(find_header(headers, "X-A"), "1");
  EXPECT_EQ(find_header(headers, "X"), "");
}

TEST(Request, PercentDecodingReadsBothCasesOfHex) {
  EXPECT_EQ(percent_decode("/a%20b%2Fc%2fd"), "/a b/c/d");
  EXPECT_EQ(percent_decode("%C3%A9"), "\xC3\xA9");
}

TEST(Request, WhatIsMalformedStaysAsItIs) {
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%2"), "%2");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
}

TEST(Request, PlusIsNoSpaceInAPath) { EXPECT_EQ(percent_decode("/a+b"), "/a+b"); }

TEST(Request, AQueryValueIsDecoded) {
  EXPECT_EQ(query_value("q=two+words%21&r=2", "q"), "two words!");
  EXPECT_EQ(query_value("q=two+words%21&r=2", "r"), "2");
  EXPECT_EQ(query_value("%71=1", "q"), "1");
}

TEST(Request, AQueryValueThatIsNotThereIsEmpty) {
  EXPECT_EQ(query_value("", "q"), "");
  EXPECT_EQ(query_value("q&&r=", "q"), "");
  EXPECT_EQ(query_value("q&&r=", "r"), "");
  EXPECT_EQ(query_value("qq=1", "q"), "");
}

TEST(Request, AQueryValueMayContainAnEqualsSign) { EXPECT_EQ(query_value("q=a=b", "q"), "a=b"); }

}  // namespace
}  // namespace bonito
