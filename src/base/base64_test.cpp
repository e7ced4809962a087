#include "base/base64.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64(as_bytes("")), "");
  EXPECT_EQ(base64(as_bytes("f")), "Zg==");
  EXPECT_EQ(base64(as_bytes("fo")), "Zm8=");
  EXPECT_EQ(base64(as_bytes("foo")), "Zm9v");
  EXPECT_EQ(base64(as_bytes("foobar")), "Zm9vYmFy");
}

TEST(Base64, HasADigitForEverySixBits) {
  EXPECT_EQ(base64(Bytes{std::byte{0xfb}, std::byte{0xff}, std::byte{0xfe}}), "+//+");
  EXPECT_EQ(base64(Bytes{std::byte{0}, std::byte{0}}), "AAA=");
}

}  // namespace
}  // namespace bonito
