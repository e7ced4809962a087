#include "session/unconnected_sessions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace bonito::detail {
namespace {

TEST(UnconnectedSessions, AreKeptUpToTheirNumber) {
  UnconnectedSessions waiting(3, 2);
  EXPECT_EQ(waiting.add("a", "here"), std::nullopt);
  EXPECT_EQ(waiting.add("b", "here"), std::nullopt);
  EXPECT_EQ(waiting.add("c", "there"), std::nullopt);
  EXPECT_EQ(waiting.size(), 3u);
}

TEST(UnconnectedSessions, OneMoreOfAPlacePushesOutItsOldest) {
  UnconnectedSessions waiting(10, 2);
  waiting.add("other", "there");
  waiting.add("a", "here");
  waiting.add("b", "here");
  EXPECT_EQ(waiting.add("c", "here"), "a");
  EXPECT_EQ(waiting.add("d", "here"), "b");
  EXPECT_EQ(waiting.size(), 3u);
}

TEST(UnconnectedSessions, OneMoreInAllPushesOutTheOldestOfAll) {
  UnconnectedSessions waiting(3, 2);
  waiting.add("a", "1");
  waiting.add("b", "2");
  waiting.add("c", "3");
  EXPECT_EQ(waiting.add("d", "4"), "a");
  EXPECT_EQ(waiting.add("e", "1"), "b");
}

TEST(UnconnectedSessions, WhoConnectedIsPushedOutNoMoreAndMakesRoom) {
  UnconnectedSessions waiting(10, 2);
  waiting.add("a", "here");
  waiting.add("b", "here");
  waiting.remove("a");
  EXPECT_EQ(waiting.add("c", "here"), std::nullopt);
  EXPECT_EQ(waiting.add("d", "here"), "b");
  waiting.remove("a");
  waiting.remove("never there");
  EXPECT_EQ(waiting.size(), 2u);
}

TEST(UnconnectedSessions, TheNewestIsAlwaysKept) {
  UnconnectedSessions none(0, 0);
  EXPECT_EQ(none.add("a", "here"), std::nullopt);
  EXPECT_EQ(none.add("b", "here"), "a");
  EXPECT_EQ(none.add("c", "there"), "b");
  EXPECT_EQ(none.size(), 1u);
}

TEST(UnconnectedSessions, DoWhatAScanOfAllWouldDo) {
  struct Entry {
    std::string id, place;
  };
  constexpr std::size_t most = 20, most_per_place = 5;
  std::mt19937 random(19);
  std::deque<std::string> ids;  // which do not move
  std::vector<Entry> expected;
  UnconnectedSessions waiting(most, most_per_place);
  for (int i = 0; i < 20'000; ++i) {
    if (random() % 4 == 0 && !ids.empty()) {
      const std::string& id = ids[ids.size() - 1 - random() % std::min<std::size_t>(ids.size(), 30)];
      waiting.remove(id);
      std::erase_if(expected, [&](const Entry& entry) { return entry.id == id; });
    } else {
      const Entry entry{ids.emplace_back(std::to_string(i)), std::to_string(random() % 8)};
      const auto of_place = [&](const Entry& other) { return other.place == entry.place; };
      auto oldest = expected.end();
      if (static_cast<std::size_t>(std::ranges::count_if(expected, of_place)) >= most_per_place) {
        oldest = std::ranges::find_if(expected, of_place);
      } else if (expected.size() >= most) {
        oldest = expected.begin();
      }
      const auto pushed_out = waiting.add(ids.back(), entry.place);
      ASSERT_EQ(pushed_out.has_value(), oldest != expected.end());
      if (pushed_out) {
        ASSERT_EQ(*pushed_out, oldest->id);
        expected.erase(oldest);
      }
      expected.push_back(entry);
    }
    ASSERT_EQ(waiting.size(), expected.size());
  }
}

}  // namespace
}  // namespace bonito::detail
