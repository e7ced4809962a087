#include "web/ranges.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bonito::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr auto ignored = std::nullopt;

TEST(Ranges, AnIntRangeNamesItsFirstAndLastByte) {
  EXPECT_THAT(requested_ranges("bytes=0-0", 10), Optional(ElementsAre(ContentRange{0, 1})));
  EXPECT_THAT(requested_ranges("bytes=2-5", 10), Optional(ElementsAre(ContentRange{2, 4})));
}

TEST(Ranges, AnIntRangeWithoutALastByteIsOpen) {
  EXPECT_THAT(requested_ranges("bytes=7-", 10), Optional(ElementsAre(ContentRange{7, 3})));
}

TEST(Ranges, ASuffixRangeNamesTheLastBytes) {
  EXPECT_THAT(requested_ranges("bytes=-3", 10), Optional(ElementsAre(ContentRange{7, 3})));
}

TEST(Ranges, WhatReachesBehindTheEndIsCutThere) {
  EXPECT_THAT(requested_ranges("bytes=7-99", 10), Optional(ElementsAre(ContentRange{7, 3})));
  EXPECT_THAT(requested_ranges("bytes=-99", 10), Optional(ElementsAre(ContentRange{0, 10})));
}

TEST(Ranges, SeveralComeInTheirOrder) {
  EXPECT_THAT(requested_ranges("bytes=8-9,0-1 ,\t-1", 10),
              Optional(ElementsAre(ContentRange{8, 2}, ContentRange{0, 2}, ContentRange{9, 1})));
}

TEST(Ranges, EmptyElementsOfTheListArePassedOver) {
  EXPECT_THAT(requested_ranges("bytes=,0-1, ,", 10), Optional(ElementsAre(ContentRange{0, 2})));
  EXPECT_EQ(requested_ranges("bytes=", 10), ignored);
  EXPECT_EQ(requested_ranges("bytes=,,", 10), ignored);
}

TEST(Ranges, ThoseBehindTheEndAreNotSatisfiable) {
  EXPECT_THAT(requested_ranges("bytes=10-", 10), Optional(IsEmpty()));
  EXPECT_THAT(requested_ranges("bytes=10-20,30-40", 10), Optional(IsEmpty()));
  EXPECT_THAT(requested_ranges("bytes=-0", 10), Optional(IsEmpty()));
  EXPECT_THAT(requested_ranges("bytes=10-20,0-1", 10), Optional(ElementsAre(ContentRange{0, 2})));
}

TEST(Ranges, TheUnitIsReadWithoutCaseAndAnotherOneIsIgnored) {
  EXPECT_THAT(requested_ranges("Bytes=0-1", 10), Optional(ElementsAre(ContentRange{0, 2})));
  EXPECT_EQ(requested_ranges("lines=0-1", 10), ignored);
}

TEST(Ranges, WhatIsMalformedIsIgnoredAsAWhole) {
  for (const auto* header : {"", "bytes", "bytes 0-1", "bytes=0", "bytes=-", "bytes=--1", "bytes=-1-", "bytes=5-4",
                             "bytes=0-1-2", "bytes=a-b", "bytes=0x0-1", "bytes=+0-1", "bytes=0 - 1", "bytes=0 -1",
                             "bytes =0-1", "bytes=0-1;2-3", "bytes=0-1,x", "bytes=1.0-2", "0-1"}) {
    EXPECT_EQ(requested_ranges(header, 10), ignored) << header;
  }
}

TEST(Ranges, ANumberOfAnyLengthIsOne) {
  const std::string huge(1000, '9');
  EXPECT_THAT(requested_ranges("bytes=8-" + huge, 10), Optional(ElementsAre(ContentRange{8, 2})));
  EXPECT_THAT(requested_ranges("bytes=-" + huge, 10), Optional(ElementsAre(ContentRange{0, 10})));
  EXPECT_THAT(requested_ranges("bytes=" + huge + "-", 10), Optional(IsEmpty()));
  EXPECT_THAT(requested_ranges("bytes=" + huge + "-" + huge, ~std::uint64_t{}), Optional(IsEmpty()));
  EXPECT_THAT(requested_ranges("bytes=18446744073709551615-18446744073709551616", 10), Optional(IsEmpty()));
}

TEST(Ranges, AnEmptyContentHasNone) {
  for (const auto* header : {"bytes=0-0", "bytes=0-", "bytes=-1", "bytes=-0"}) {
    EXPECT_EQ(requested_ranges(header, 0), ignored) << header;
  }
}

TEST(Ranges, TogetherTheyAreNoLongerThanTheContent) {
  EXPECT_THAT(requested_ranges("bytes=0-4,5-9", 10), Optional(ElementsAre(ContentRange{0, 5}, ContentRange{5, 5})));
  EXPECT_THAT(requested_ranges("bytes=0-4,2-6", 10), Optional(ElementsAre(ContentRange{0, 5}, ContentRange{2, 5})));
  EXPECT_EQ(requested_ranges("bytes=0-,0-", 10), ignored);
  EXPECT_EQ(requested_ranges("bytes=0-5,5-9", 10), ignored);
}

TEST(Ranges, TooManyAreIgnored) {
  std::string header = "bytes=0-0";
  for (std::size_t i = 1; i < most_ranges; ++i) header += ",0-0";
  EXPECT_EQ(requested_ranges(header, 1000).value().size(), most_ranges);
  EXPECT_EQ(requested_ranges(header + ",0-0", 1000), ignored);
  EXPECT_EQ(requested_ranges(header + ",5000-", 1000), ignored) << "one that is not there is one";
}

TEST(Ranges, AMegabyteOfThemIsIgnored) {
  std::string overlapping = "bytes=0-";
  std::string tiny = "bytes=0-0";
  for (int i = 0; i < 250'000; ++i) {
    overlapping += ",0-";
    tiny += ",1-1";
  }
  EXPECT_EQ(requested_ranges(overlapping, 1'000'000'000), ignored);
  EXPECT_EQ(requested_ranges(tiny, 1'000'000'000), ignored);
  EXPECT_EQ(requested_ranges("bytes=" + std::string(1'000'000, ','), 10), ignored);
}

}  // namespace
}  // namespace bonito::detail
