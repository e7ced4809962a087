#include "bonito/base/constant_time.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bonito {
namespace {

TEST(ConstantTimeEqual, IsTrueForEqualTextsOnly) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secre"));
  EXPECT_FALSE(constant_time_equal("secret", ""));
}

TEST(ConstantTimeEqual, SeesEveryBitOfEveryByte) {
  const std::string secret("a\0b\xff", 4);
  for (std::size_t i = 0; i < secret.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string guess = secret;
      guess[i] = static_cast<char>(guess[i] ^ (1 << bit));
      EXPECT_FALSE(constant_time_equal(secret, guess)) << i << ' ' << bit;
    }
  }
}

}  // namespace
}  // namespace bonito
