#include "web/header_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HeaderText, IsComparedWithoutCase) {
  EXPECT_TRUE(equal_without_case("X-Forwarded-For", "x-forwarded-for"));
  EXPECT_FALSE(equal_without_case("X-Forwarded-For", "X-Forwarded-Fo"));
  EXPECT_EQ(lower_case("Example.ORG"), "example.org");
}

TEST(HeaderText, IsTrimmedOfSpacesAndTabs) {
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(HeaderText, SeveralHeadersOfOneNameAreOneListInTheirOrder) {
  const Headers headers{{"X-List", "a, b"}, {"Other", "x"}, {"x-list", " c"}};
  EXPECT_THAT(header_items(headers, "X-List"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(header_items(headers, "X-None"), IsEmpty());
}

TEST(HeaderText, AnEmptyItemIsOne) {
  EXPECT_THAT(header_items({{"X-List", ""}}, "X-List"), ElementsAre(""));
  EXPECT_THAT(header_items({{"X-List", "a,,"}}, "X-List"), ElementsAre("a", "", ""));
}

TEST(HeaderText, AHeaderWithoutAValueIsThereAllTheSame) {
  EXPECT_TRUE(has_header({{"X-Empty", ""}}, "x-empty"));
  EXPECT_FALSE(has_header({{"X-Empty", ""}}, "x"));
}

}  // namespace
}  // namespace bonito::detail
