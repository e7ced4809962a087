// The contract at the top of observable.hpp: a test for each of its lines, in order.
#include "bonito/reactive/observable.hpp"

#include <gmock/gmock.h>

#include <latch>
#include <string>

#include "bonito/base/error.hpp"
#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using test::Counter;
using test::Keeper;
using test::StrandKeeper;
using testing::ElementsAre;
using testing::HasSubstr;
using Numbers = std::vector<int>;

TEST(Contract, Line01_CopiesOfAHandleShareOneValueAndASubscriptionDoesNotKeepItAlive) {
  auto probe = std::make_shared<int>(7);
  Subscription heard;
  {
    Observable<std::shared_ptr<int>> first(probe);
    Observable<std::shared_ptr<int>> second = first;
    EXPECT_TRUE(first.same_as(second));
    second.set(nullptr);
    EXPECT_EQ(first.get(), nullptr);
    first.set(probe);
    heard = first.on([] {});
    EXPECT_EQ(probe.use_count(), 2);
    EXPECT_TRUE(heard);
  }
  EXPECT_EQ(probe.use_count(), 1);
  EXPECT_FALSE(heard);
}

TEST(Contract, Line02_ARoundIsTheListAsItStoodWhenSetWasCalled) {
  Observable value(0);
  Numbers heard;
  Subscription added;
  Subscription second;
  auto first = value.on([&](int n) {
    heard.push_back(100 + n);
    second.cancel();
    if (!added) added = value.on([&](int m) { heard.push_back(300 + m); });
  });
  second = value.on([&](int n) { heard.push_back(200 + n); });
  value.set(1);
  EXPECT_THAT(heard, ElementsAre(101));
  value.set(2);
  EXPECT_THAT(heard, ElementsAre(101, 102, 302));
}

TEST(Contract, Line03_SetInsideAListenerIsAllowedToABoundedDepth) {
  Observable value(0);
  auto count_down = value.on([&](int n) {
    if (n > 0) value.set(n - 1);
  });
  EXPECT_NO_THROW(value.set(64));
  EXPECT_EQ(value.get(), 0);
  EXPECT_THROW(value.set(65), Failure);
}

TEST(Contract, Line03_BeyondThatDepthAnErrorNamesTheCycle) {
  Observable<int> whole(0);
  Observable<double> half(0);
  auto there = whole.on([&](int n) { half.set(n / 2.0); });
  auto back = half.on([&](double n) { whole.set(static_cast<int>(2 * n)); });
  try {
    whole.set(1);
    FAIL() << "a cycle went unnoticed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::usage);
    EXPECT_THAT(failure.what(),
                testing::ContainsRegex("Observable<double> #[0-9]+ → Observable<int> #[0-9]+ → Observable<double> #"));
  }
  back.cancel();
  EXPECT_NO_THROW(whole.set(3));
  EXPECT_EQ(half.get(), 1.5);
}

TEST(Contract, Line03_ACycleOfSeveralListenersEndsSoonAndTheOthersStillHear) {
  Observable value(0);
  int calls = 0;
  Numbers heard;
  auto a = value.on([&](int n) { ++calls, value.set(n + 1); });
  auto b = value.on([&](int n) { ++calls, value.set(n + 1); });
  auto c = value.on([&](int n) { heard.push_back(n); });
  EXPECT_THROW(value.set(1), Failure);
  EXPECT_LT(calls, 1000);
  EXPECT_EQ(heard.back(), 1);
}

TEST(Contract, Line04_NoLockIsHeldWhileAListenerRuns) {
  Observable value(0);
  auto doubled = value.map([](int n) { return 2 * n; });
  Numbers heard;
  auto listening = doubled.on([&](int d) {
    heard.push_back(d);
    if (d != 2) return;
    std::thread([&] {  // whatever was locked would lock this thread out
      EXPECT_EQ(value.get() + doubled.get(), 3);
      value.update([](int& n) { n += 10; });
      auto other = value.on([] {});
      auto derived = doubled.map([](int n) { return n; });
    })
        .join();
  });
  value.set(1);
  EXPECT_EQ(doubled.get(), 22);
  EXPECT_THAT(heard, ElementsAre(2, 22));
}

TEST(Contract, Line05_WhenCancelReturnsTheListenerDoesNotRunAndWillNotRunAgain) {
  Observable value(0);
  Counter entered;
  Counter may_leave;
  std::atomic<bool> inside = false;
  std::atomic<int> calls = 0;
  auto heard = value.on([&] {
    ++calls;
    inside = true;
    entered.add();
    may_leave.wait_for(1);
    inside = false;
  });
  std::thread setter([&] { value.set(1); });
  entered.wait_for(1);
  std::thread helper([&] { may_leave.add(); });
  heard.cancel();
  EXPECT_FALSE(inside);
  value.set(2);
  EXPECT_EQ(calls, 1);
  setter.join();
  helper.join();
}

TEST(Contract, Line06_AListenerMayCancelItselfOrAnyOther) {
  Observable value(0);
  Numbers heard;
  Subscription self;
  Subscription later;
  Subscription earlier = value.on([&] { heard.push_back(1); });
  self = value.on([&] {
    heard.push_back(2);
    self.cancel();
    earlier.cancel();
    later.cancel();
  });
  later = value.on([&] { heard.push_back(3); });
  value.set(1);
  value.set(2);
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST(Contract, Line07_AnExceptionDoesNotStopTheRoundAndTheFirstReachesSet) {
  Observable value(0);
  auto doubled = value.map([](int n) { return 2 * n; });
  Numbers heard;
  auto a = value.on([&] { throw std::runtime_error("first"); });
  auto b = value.on([&] { throw std::runtime_error("second"); });
  auto c = value.on([&](int n) { heard.push_back(n); });
  auto d = doubled.on([&](int n) { heard.push_back(n); });
  try {
    value.set(1);
    FAIL() << "the exception was lost";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "first");
  }
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST(Contract, Line08_ADiamondComputesOnceAndNeverSeesHalfOfAChange) {
  Observable source(1);
  auto left = source.map([](int n) { return n; });
  auto right = source.map([](int n) { return -n; });
  int computed = 0;
  int worst = 0;
  auto bottom = combine(left, right).map([&](int l, int r) {
    ++computed;
    worst = std::max(worst, std::abs(l + r));
    return l - r;
  });
  Numbers heard;
  auto listening = bottom.on([&](int n) { heard.push_back(n); });
  computed = 0;
  source.set(2);
  source.set(3);
  EXPECT_EQ(computed, 2);
  EXPECT_EQ(worst, 0);
  EXPECT_THAT(heard, ElementsAre(4, 6));
}

TEST(Contract, Line08_ABatchMakesSeveralSetsOneChange) {
  Observable a(1);
  Observable b(2);
  int computed = 0;
  auto sum = combine(a, b).map([&](int x, int y) {
    ++computed;
    return x + y;
  });
  Numbers heard;
  auto listening = sum.on([&](int n) { heard.push_back(n); });
  auto first = a.on([&](int n) { heard.push_back(100 + n); });
  computed = 0;
  batch([&] {
    a.set(10);
    b.set(20);
    a.set(11);
    EXPECT_EQ(a.get(), 11);
  });
  EXPECT_EQ(computed, 1);
  EXPECT_THAT(heard, ElementsAre(111, 31));
}

TEST(Contract, Line08_TheLastValueReflectsTheLastInputsWhicheverThreadsSetThem) {
  Observable a(0);
  Observable b(0);
  auto sum = combine(a, b).map([](int x, int y) { return x + y; });
  std::atomic<int> last = 0;
  auto listening = sum.on([&](int n) { last = n; }, {.delivery = Delivery::latest});
  std::latch start(2);
  const auto work = [&](const Observable<int>& mine) {
    start.arrive_and_wait();
    for (int i = 1; i <= 2000; ++i) {
      mine.set(i);
      EXPECT_GE(sum.get(), i);  // what this thread has set is in it
    }
  };
  std::thread one(work, a);
  std::thread two(work, b);
  one.join();
  two.join();
  EXPECT_EQ(sum.get(), 4000);
  EXPECT_EQ(last, 4000);
}

TEST(Contract, Line09_ADerivedObservableHoldsItsInputsAndTheyHoldItWeakly) {
  auto probe = std::make_shared<int>(0);
  Observable source(1);
  {
    auto derived = source.map([probe](int n) { return n; }).map([probe](int n) { return n + 1; });
    auto all = combine(source, derived).map([probe](int n, int m) { return n + m; });
    EXPECT_EQ(probe.use_count(), 4);
    source.set(2);
    EXPECT_EQ(all.get(), 5);
  }
  EXPECT_EQ(probe.use_count(), 1);

  auto orphan = Observable(3).map([](int n) { return 2 * n; });
  EXPECT_EQ(orphan.get(), 6);
}

TEST(Contract, Line10_WhatABrowserSentIsNotEchoedToItButEveryOtherHearsIt) {
  Observable value(0);
  struct Browser {
    Numbers shown;
    Subscription heard;
  };
  Browser here;
  Browser there;
  for (Browser* browser : {&here, &there}) {
    browser->heard = detail::listen_raw(value, [browser](const detail::Change& change, const auto& frozen) {
      if (change.origin != browser) browser->shown.push_back(*frozen);
    });
  }
  detail::set_from(value, 1, &here);
  value.set(2);
  EXPECT_THAT(here.shown, ElementsAre(2));
  EXPECT_THAT(there.shown, ElementsAre(1, 2));
}

TEST(Contract, Line11_AnOwnedListenerRunsOnItsExecutorAndOneWithoutOwnerOnTheSettersThread) {
  Observable value(0);
  StrandKeeper session;
  Keeper plain;
  Numbers on_strand;
  std::vector<std::thread::id> ids;
  value.on(session, [&](int n) { on_strand.push_back(session.strand->is_current() ? n : -1); });
  value.on(plain, [&] { ids.push_back(std::this_thread::get_id()); });
  std::thread::id setter_id;
  std::thread setter([&] {
    setter_id = std::this_thread::get_id();
    value.set(1);
  });
  setter.join();
  EXPECT_THAT(on_strand, ElementsAre());
  EXPECT_THAT(ids, ElementsAre(setter_id));
  session.strand->run_all();
  session.strand->run([&] { value.set(2); });
  EXPECT_THAT(on_strand, ElementsAre(1, 2));
}

TEST(Contract, Line12_AValueIsFrozenWhenItIsSet) {
  Numbers array{1, 2, 3};
  Observable<Numbers> value(array);
  const auto before = value.snapshot();
  array.push_back(4);
  value.update([](Numbers& numbers) { numbers.clear(); });
  EXPECT_THAT(*before, ElementsAre(1, 2, 3));
  StrandKeeper session;
  std::vector<Numbers> sent;
  value.on(session, [&](const Numbers& numbers) { sent.push_back(numbers); });
  value.set(array);
  array.clear();
  value.set(array);
  session.strand->run_all();
  EXPECT_THAT(sent, ElementsAre(ElementsAre(1, 2, 3, 4), ElementsAre()));
}

TEST(Observable, IsOfTheTypeOfTheValueItBeginsWithAndACopyOfAHandleIsOne) {
  const Observable number{1};
  const Observable text{"one"};
  const Observable copy = number;
  static_assert(std::same_as<decltype(number), const Observable<int>>);
  static_assert(std::same_as<decltype(text), const Observable<std::string>>);
  static_assert(std::same_as<decltype(copy), const Observable<int>>);
  static_assert(std::same_as<decltype(Observable{number}), Observable<int>>);
  EXPECT_TRUE(copy.same_as(number));
}

}  // namespace
}  // namespace bonito
