#include "bonito/dom/classes.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

TEST(Classes, FixedOnesAreText) {
  EXPECT_EQ((Classes{"a", {"b", true}, {"c", false}, std::string("d")}.fixed()), "a b d");
  EXPECT_FALSE(Classes{"a"}.live());
  EXPECT_EQ(Classes().fixed(), "");
}

TEST(Classes, LiveOnesComeAndGo) {
  Observable<bool> active{false};
  Observable<bool> open{true};
  const auto live = Classes{{"active", active}, "row", {"open", open}}.live();
  ASSERT_TRUE(live);
  EXPECT_EQ(live->get(), "row open");
  active.set(true);
  EXPECT_EQ(live->get(), "row active open");
  open.set(false);
  EXPECT_EQ(live->get(), "row active");
}

TEST(Classes, WithAddsFixedAndLiveOnes) {
  Observable<bool> active{true};
  Observable<std::string> theme("dark");
  const auto live = Classes{"a", {"active", active}}.with(Classes("b")).with(Classes(theme)).live();
  ASSERT_TRUE(live);
  EXPECT_EQ(live->get(), "a b active dark");
  theme.set("");
  EXPECT_EQ(live->get(), "a b active");
}

}  // namespace
}  // namespace bonito
