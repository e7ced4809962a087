#include "bonito/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace bonito {
namespace {

TEST(RandomId, Is22CharactersThatAUrlMayHold) {
  const std::string id = random_id();
  EXPECT_EQ(id.size(), 22u);
  EXPECT_TRUE(std::ranges::all_of(id, [](char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; })) << id;
}

TEST(RandomId, NeverComesTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(random_id());
  EXPECT_EQ(seen.size(), 10'000u);
}

}  // namespace
}  // namespace bonito
