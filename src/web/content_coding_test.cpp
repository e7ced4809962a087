#include "web/content_coding.hpp"

#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

int weight(const char* accepted, std::string_view coding) {
  return coding_weight({{"Accept-Encoding", accepted}}, coding);
}

TEST(ContentCoding, WithoutTheHeaderOnlyIdentityIsSafe) {
  EXPECT_EQ(coding_weight({}, "identity"), 1000);
  EXPECT_EQ(coding_weight({}, "gzip"), 0);
}

TEST(ContentCoding, ANamedOneIsAcceptedByItsWeight) {
  EXPECT_EQ(weight("gzip", "gzip"), 1000);
  EXPECT_EQ(weight("deflate, gzip;q=0.5, br;q=1.0", "gzip"), 500);
  EXPECT_EQ(weight("deflate, gzip;q=0.5, br;q=1.0", "br"), 1000);
  EXPECT_EQ(weight("gzip;q=0.001", "gzip"), 1);
  EXPECT_EQ(weight("gzip;q=1.", "gzip"), 1000);
}

TEST(ContentCoding, AWeightOfZeroMeansNotAcceptable) {
  EXPECT_EQ(weight("gzip;q=0", "gzip"), 0);
  EXPECT_EQ(weight("gzip;q=0.000", "gzip"), 0);
}

TEST(ContentCoding, WhatIsNotNamedIsNotAcceptable) {
  EXPECT_EQ(weight("gzip", "br"), 0);
  EXPECT_EQ(weight("", "gzip"), 0);
  EXPECT_EQ(weight("bro, xgzip", "br"), 0) << "a name is compared as a whole";
}

TEST(ContentCoding, IdentityIsAcceptableUnlessItIsExcluded) {
  EXPECT_GT(weight("", "identity"), 0);
  EXPECT_GT(weight("gzip", "identity"), 0);
  EXPECT_LT(weight("gzip;q=0.5", "identity"), 500);
  EXPECT_EQ(weight("gzip, identity;q=0", "identity"), 0);
  EXPECT_EQ(weight("gzip, *;q=0", "identity"), 0);
  EXPECT_EQ(weight("*;q=0, identity", "identity"), 1000);
}

TEST(ContentCoding, AStarStandsForAllThatAreNotNamed) {
  EXPECT_EQ(weight("*", "gzip"), 1000);
  EXPECT_EQ(weight("*;q=0.3, gzip;q=0.7", "br"), 300);
  EXPECT_EQ(weight("*;q=0.3, gzip;q=0.7", "gzip"), 700);
  EXPECT_EQ(weight("gzip;q=0, *", "gzip"), 0);
}

TEST(ContentCoding, NamesAreReadWithoutCaseAndAmongSpaces) {
  EXPECT_EQ(weight("br , GZip\t; Q=0.5", "gzip"), 500);
  EXPECT_EQ(weight("x-gzip", "gzip"), 1000);
}

TEST(ContentCoding, SeveralHeadersAreOneList) {
  EXPECT_EQ(coding_weight({{"Accept-Encoding", "br"}, {"accept-encoding", "gzip"}}, "gzip"), 1000);
}

TEST(ContentCoding, AMalformedWeightLeavesItsCodingOut) {
  for (const auto* accepted : {"gzip;q=", "gzip;q=2", "gzip;q=-1", "gzip;q=0.1234", "gzip;q=1.001", "gzip;q=a", "gzip;",
                               "gzip;x=1", "gzip;q=0,5", "gzip;q=.5", "gzip;q=1;q=1", "gzip;q = 1"}) {
    EXPECT_EQ(weight(accepted, "gzip"), 0) << accepted;
  }
}

}  // namespace
}  // namespace bonito::detail
