#include <gmock/gmock.h>

#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using namespace std::chrono_literals;
using test::Counter;

TEST(AtMostEvery, PassesTheFirstChangeAtOnceAndHoldsBackTheNext) {
  Observable value(0);
  auto slow = value.at_most_every(1h);
  std::vector<int> heard;
  auto listening = slow.on([&](int n) { heard.push_back(n); });
  for (int i = 1; i <= 5; ++i) value.set(i);
  EXPECT_THAT(heard, testing::ElementsAre(1));
  EXPECT_EQ(slow.get(), 1);
}

TEST(AtMostEvery, TheNewestValuePassesWhenTheIntervalIsOver) {
  Observable value(0);
  auto slow = value.at_most_every(20ms);
  auto next = slow.map([](int n) { return n; });
  std::mutex mutex;
  std::vector<int> heard;
  Counter arrived;
  auto listening = next.on([&](int n) {
    const std::lock_guard lock(mutex);
    heard.push_back(n);
    if (n == 1000) arrived.add();
  });
  for (int i = 1; i <= 1000; ++i) value.set(i);
  arrived.wait_for(1);
  const std::lock_guard lock(mutex);
  EXPECT_LT(heard.size(), 1000U);
  EXPECT_EQ(heard.front(), 1);
  EXPECT_EQ(slow.get(), 1000);
}

TEST(AtMostEvery, EveryIntervalHasItsLateChange) {
  Observable value(0);
  auto slow = value.at_most_every(1ms);
  Counter arrived;
  auto listening = slow.on([&](int n) {
    if (n % 2 == 0) arrived.add();
  });
  for (int i = 1; i <= 20; ++i) {
    value.set(2 * i - 1);
    value.set(2 * i);
    arrived.wait_for(i);
  }
  EXPECT_EQ(slow.get(), 40);
}

TEST(AtMostEvery, NothingRemainsWhenItsLastHandleGoes) {
  auto probe = std::make_shared<int>(0);
  Observable<std::shared_ptr<int>> value;
  {
    auto slow = value.at_most_every(1h);
    value.set(probe);
    value.set(nullptr);
    EXPECT_EQ(probe.use_count(), 2);
  }
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(AtMostEvery, MayBeDroppedWhileItsTimerFires) {
  for (int i = 0; i < 200; ++i) {
    Observable value(0);
    auto slow = value.at_most_every(std::chrono::microseconds(50));
    Counter heard;
    auto listening = slow.on([&](int n) {
      if (n == 2) heard.add();
    });
    value.set(1);
    value.set(2);
    if (i % 2 == 0) heard.wait_for(1);
  }
}

}  // namespace
}  // namespace bonito
