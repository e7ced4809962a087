#include "bonito/base/error.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace bonito {
namespace {

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 7;
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 7);
  const Result<int> bad = Error{Errc::not_found, "There is no seven here."};
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::not_found);
}

TEST(Result, ValueThrowsTheErrorAsFailure) {
  Result<int> bad = Error{Errc::io, "The disk said no."};
  try {
    std::move(bad).value();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_STREQ(failure.what(), "The disk said no.");
    EXPECT_EQ(failure.error().code, Errc::io);
  }
}

TEST(Result, AskedForAValueItHasNotItThrowsToo) {
  const Result<std::string> bad = Error{Errc::bad_payload, "This is no text."};
  EXPECT_THROW(static_cast<void>(*bad), Failure);
  EXPECT_THROW(static_cast<void>(bad->size()), Failure);
}

TEST(Result, CarriesWhatCanOnlyMove) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  EXPECT_EQ(*std::move(result).value(), 3);
}

TEST(Errc, EveryCodeHasItsName) {
  EXPECT_STREQ(to_string(Errc::bad_payload), "bad_payload");
  EXPECT_STREQ(to_string(Errc::app), "app");
}

}  // namespace
}  // namespace bonito
