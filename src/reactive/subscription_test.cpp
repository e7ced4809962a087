#include "bonito/reactive/subscription.hpp"

#include <gmock/gmock.h>

#include <latch>

#include "bonito/base/error.hpp"
#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using test::Counter;
using test::Keeper;
using test::StrandKeeper;
using testing::ElementsAre;
using Numbers = std::vector<int>;

static_assert(!std::is_copy_constructible_v<Subscription> && !std::is_copy_assignable_v<Subscription>);
static_assert(std::is_nothrow_move_constructible_v<Subscription> && std::is_nothrow_move_assignable_v<Subscription>);
static_assert(std::is_nothrow_default_constructible_v<Subscription> && std::is_nothrow_destructible_v<Subscription>);
static_assert(Owner<Keeper> && !ExecutingOwner<Keeper> && ExecutingOwner<StrandKeeper> && !Owner<int>);

TEST(Subscription, StopsListeningWhenItEnds) {
  Observable value(0);
  int calls = 0;
  {
    auto heard = value.on([&] { ++calls; });
    EXPECT_TRUE(heard);
    value.set(1);
  }
  value.set(2);
  EXPECT_EQ(calls, 1);
}

TEST(Subscription, MovesWithoutMissingAChangeAndAssignmentCancelsWhatWasThere) {
  Observable value(0);
  Numbers heard;
  auto a = value.on([&] { heard.push_back(1); });
  Subscription b = std::move(a);
  value.set(1);
  b = value.on([&] { heard.push_back(2); });
  value.set(2);
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST(Subscription, CancellingTwiceOrNothingIsHarmless) {
  Subscription none;
  none.cancel();
  EXPECT_FALSE(none);
  Observable value(0);
  auto heard = value.on([] {});
  heard.cancel();
  heard.cancel();
  EXPECT_FALSE(heard);
  value.set(1);
}

TEST(Subscription, DetachListensForAsLongAsTheObservableLives) {
  auto probe = std::make_shared<int>(0);
  {
    Observable value(0);
    value.on([probe](int n) { *probe += n; }).detach();
    value.set(3);
    EXPECT_EQ(*probe, 3);
  }
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Subscription, CancelDestroysTheListener) {
  auto probe = std::make_shared<int>(0);
  Observable value(0);
  auto heard = value.on([probe] {});
  heard.cancel();
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Subscription, CancelDestroysAListenerThatARoundHasNotReachedYet) {
  auto probe = std::make_shared<int>(0);
  Observable value(0);
  Subscription later;
  auto first = value.on([&] {
    later.cancel();
    EXPECT_EQ(probe.use_count(), 1);
  });
  later = value.on([probe] {});
  value.set(1);
}

TEST(Subscription, AListenerThatCancelsItselfIsDestroyedWhenItReturns) {
  auto probe = std::make_shared<int>(0);
  Observable value(0);
  Subscription heard;
  heard = value.on([probe, &heard] {
    heard.cancel();
    ++*probe;  // what it captured is still there
    EXPECT_EQ(probe.use_count(), 2);
  });
  value.set(1);
  EXPECT_EQ(*probe, 1);
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Subscription, HigherPriorityRunsEarlierAndTiesRunInOrderOfArrival) {
  Observable value(0);
  Numbers heard;
  Keeper keeper;
  for (const int priority : {0, 5, -5, 0, 5}) {
    const int name = priority * 10 + static_cast<int>(keeper.owned.size());
    value.on(keeper, [&heard, name] { heard.push_back(name); }, {.priority = priority});
  }
  auto raw = detail::listen_raw(value, [&](const auto&, const auto&) { heard.push_back(1000); });
  value.set(1);
  EXPECT_THAT(heard, ElementsAre(1000, 51, 54, 0, 3, -48));
}

TEST(Subscription, AListenerMayEndTheRound) {
  Observable value(0);
  auto next = value.map([](int n) { return n + 1; });
  Numbers heard;
  auto a = value.on([&](int n) { return n == 1 ? Propagate::stop : Propagate::on; }, {.priority = 1});
  auto b = value.on([&](int n) { heard.push_back(n); });
  auto c = next.on([&](int n) { heard.push_back(10 * n); });
  value.set(1);
  value.set(2);
  EXPECT_THAT(heard, ElementsAre(20, 2, 30));
}

TEST(Subscription, RunNowCallsAtOnceWithTheCurrentValue) {
  Observable value(7);
  Numbers heard;
  auto a = value.on([&](int n) { heard.push_back(n); }, {.run_now = true});
  auto b = value.on([&](int n) { heard.push_back(-n); }, {.run_now = true, .delivery = Delivery::latest});
  value.set(8);
  EXPECT_THAT(heard, ElementsAre(7, -7, 8, -8));
  EXPECT_THROW(static_cast<void>(value.on([] { throw 1; }, {.run_now = true})), int);
  EXPECT_NO_THROW(value.set(9));
}

TEST(Subscription, AListenerMayBeMoveOnlyAMemberFunctionOrTakeNothing) {
  Observable<std::string> value;
  int calls = 0;
  auto a = value.on([&calls, owned = std::make_unique<int>(2)](const std::string& s) {
    calls += *owned + static_cast<int>(s.size());
  });
  auto b = value.on(&std::string::size);
  auto c = value.on([&calls]() mutable { ++calls; });
  value.set("abc");
  EXPECT_EQ(calls, 6);
}

TEST(Subscription, TwoListenersThatCancelEachOtherOnTwoThreadsDoNotDeadlock) {
  for (int round = 0; round < 200; ++round) {
    Observable left(0);
    Observable right(0);
    Subscription first;
    Subscription second;
    std::latch both_inside(2);
    first = left.on([&] {
      both_inside.arrive_and_wait();
      second.cancel();
    });
    second = right.on([&] {
      both_inside.arrive_and_wait();
      first.cancel();
    });
    std::thread other([&] { left.set(1); });
    right.set(1);
    other.join();
    EXPECT_FALSE(first || second);
  }
}

TEST(Subscription, ARingOfThreadsThatCancelEachOtherDoesNotDeadlock) {
  constexpr std::size_t size = 4;
  for (int round = 0; round < 50; ++round) {
    std::vector<Observable<int>> values;
    std::vector<Subscription> heard(size);
    std::latch all_inside(size);
    for (std::size_t i = 0; i < size; ++i) values.emplace_back(0);
    for (std::size_t i = 0; i < size; ++i) {
      heard[i] = values[i].on([&, i] {
        all_inside.arrive_and_wait();
        heard[(i + 1) % size].cancel();
      });
    }
    std::vector<std::thread> threads;
    for (const auto& value : values) threads.emplace_back([value] { value.set(1); });
    for (auto& thread : threads) thread.join();
  }
}

TEST(Subscription, CancelWaitsForEveryThreadThatRunsTheListener) {
  Observable value(0);
  std::atomic<int> inside = 0;
  Counter entered;
  Counter may_leave;
  auto heard = value.on([&] {
    ++inside;
    entered.add();
    may_leave.wait_for(1);
    --inside;
  });
  std::thread one([&] { value.set(1); });
  std::thread two([&] { value.set(2); });
  entered.wait_for(2);
  std::thread helper([&] { may_leave.add(); });
  heard.cancel();
  EXPECT_EQ(inside, 0);
  one.join();
  two.join();
  helper.join();
}

TEST(Subscription, TheHandleMayEndInsideItsOwnListener) {
  auto value = std::make_unique<Observable<int>>(0);
  Numbers heard;
  auto a = value->on([&] { value.reset(); });
  auto b = value->on([&](int n) { heard.push_back(n); });
  value->set(1);
  EXPECT_THAT(heard, ElementsAre(1));
  EXPECT_FALSE(b);
}

TEST(Subscription, LatestNeverRunsOnTwoThreadsAtOnceAndEndsWithTheLastValue) {
  Observable value(0);
  std::atomic<int> inside = 0;
  int last = 0;
  auto heard = value.on(
      [&](int n) {
        EXPECT_EQ(++inside, 1);
        last = n;
        --inside;
      },
      {.delivery = Delivery::latest});
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 3000; ++i) value.set(t * 10000 + i);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(last, value.get());
}

TEST(Subscription, LatestHandsANewerValueToTheThreadThatIsInTheListener) {
  Observable value(0);
  Numbers heard;
  Counter entered;
  Counter may_leave;
  auto listening = value.on(
      [&](int n) {
        heard.push_back(n);
        entered.add();
        if (n == 1) may_leave.wait_for(1);
      },
      {.delivery = Delivery::latest});
  std::thread setter([&] { value.set(1); });
  entered.wait_for(1);
  value.set(2);
  value.set(3);
  may_leave.add();
  setter.join();
  EXPECT_THAT(heard, ElementsAre(1, 3));
}

TEST(Subscription, LatestSkipsTheOlderValueOfAnOuterRound) {
  Observable value(0);
  Numbers latest;
  Numbers every;
  auto nested = value.on(
      [&](int n) {
        if (n == 1) value.set(2);
      },
      {.priority = 1});
  auto a = value.on([&](int n) { latest.push_back(n); }, {.delivery = Delivery::latest});
  auto b = value.on([&](int n) { every.push_back(n); });
  value.set(1);
  EXPECT_THAT(latest, ElementsAre(2));
  EXPECT_THAT(every, ElementsAre(2, 1));
}

}  // namespace
}  // namespace bonito
