#include "reactive/derived.hpp"

#include <gmock/gmock.h>

#include <string>

#include "bonito/base/error.hpp"
#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using testing::ElementsAre;
using Numbers = std::vector<int>;

static_assert(std::is_nothrow_copy_constructible_v<Observable<int>> && std::is_copy_assignable_v<Observable<int>>);
static_assert(!std::equality_comparable<Observable<int>>);
static_assert(!std::is_convertible_v<int, Observable<int>>);
static_assert(std::same_as<decltype(Observable("text")), Observable<std::string>>);

TEST(Observable, HoldsBoolsTreesAndDefaultValues) {
  struct Tree {
    Observable<std::vector<Tree>> children;
  };
  Tree tree;
  tree.children.update([](std::vector<Tree>& children) { children.emplace_back(); });
  EXPECT_EQ(tree.children.snapshot()->size(), 1U);
  Observable<bool> flag;
  EXPECT_FALSE(flag.get());
  flag.set(true);
  EXPECT_TRUE(flag.get());
}

TEST(Observable, AMovedFromHandleIsACopy) {
  Observable value(1);
  const Observable moved = std::move(value);
  value.set(2);  // NOLINT(bugprone-use-after-move): it is never empty
  EXPECT_EQ(moved.get(), 2);
}

TEST(Observable, TellsEqualValuesToo) {
  Observable value(1);
  int calls = 0;
  auto heard = value.on([&] { ++calls; });
  value.set(1);
  value.notify();
  EXPECT_EQ(calls, 2);
}

TEST(Observable, NotifyComputesDerivedOnesAnew) {
  Observable value(1);
  int computed = 0;
  auto derived = value.map([&](int n) { return n + ++computed; });
  const auto before = value.snapshot();
  value.notify();
  EXPECT_EQ(derived.get(), 3);
  EXPECT_EQ(value.snapshot(), before);
}

TEST(Observable, UpdateInsideItsOwnEditIsRefusedAndAThrowingEditChangesNothing) {
  Observable value(1);
  EXPECT_THROW(value.update([&](int&) { value.update([](int& n) { ++n; }); }), Failure);
  EXPECT_THROW(value.update([](int& n) {
    n = 9;
    throw 1;
  }),
               int);
  value.update([](int& n) { ++n; });
  EXPECT_EQ(value.get(), 2);
}

TEST(Observable, AListenerMayUpdateWhatItHears) {
  Observable value(0);
  auto heard = value.on([&](int n) {
    if (n < 5) value.update([](int& m) { ++m; });
  });
  value.update([](int& n) { ++n; });
  EXPECT_EQ(value.get(), 5);
}

TEST(Observable, DeliverIsAModeOfTheHandleNotOfTheValue) {
  Observable value(0);
  EXPECT_EQ(value.delivery(), Delivery::latest);
  const auto log = value.deliver(Delivery::every);
  EXPECT_EQ(log.delivery(), Delivery::every);
  EXPECT_EQ(log.distinct().delivery(), Delivery::every);
  EXPECT_EQ(log.map([](int n) { return n; }).delivery(), Delivery::latest);
  EXPECT_TRUE(log.same_as(value));
}

TEST(Connect, ForwardsTheSameFrozenValueAndKeepsNeitherAlive) {
  Observable<std::string> from("a");
  Observable<std::string> to;
  auto connected = connect(from, to);
  from.set("b");
  EXPECT_EQ(to.snapshot(), from.snapshot());
  to = Observable<std::string>("another");
  from.set("c");
  EXPECT_EQ(to.get(), "another");
}

TEST(Distinct, SkipsEqualValuesAndWhatDerivesFromThem) {
  Observable value(1);
  auto distinct = value.distinct();
  int computed = 0;
  auto derived = distinct.map([&](int n) {
    ++computed;
    return n;
  });
  Numbers heard;
  auto listening = distinct.on([&](int n) { heard.push_back(n); });
  for (const int n : {1, 2, 2, 3, 3, 3, 2}) value.set(n);
  EXPECT_THAT(heard, ElementsAre(2, 3, 2));
  EXPECT_EQ(computed, 4);
}

TEST(Distinct, BreaksATwoWayConnection) {
  Observable a(0);
  Observable b(0);
  const auto news_of_a = a.distinct();
  const auto news_of_b = b.distinct();
  auto there = connect(news_of_a, b);
  auto back = connect(news_of_b, a);
  a.set(1);
  EXPECT_EQ(b.get(), 1);
  b.set(2);
  EXPECT_EQ(a.get(), 2);
}

TEST(Derived, ListenersOfTheSourceHearBeforeThoseOfWhatDerivesFromIt) {
  Observable source(0);
  auto first = source.map([](int n) { return n; });
  auto second = first.map([](int n) { return n; });
  Numbers heard;
  auto c = second.on([&] { heard.push_back(3); }, {.priority = 9});
  auto b = first.on([&] { heard.push_back(2); });
  auto a = source.on([&] {
    heard.push_back(1);
    EXPECT_EQ(second.get(), source.get());  // all values are new before anybody hears
  });
  source.set(1);
  EXPECT_THAT(heard, ElementsAre(1, 2, 3));
}

TEST(Derived, AFunctionThatThrowsKeepsTheOldValueAndReachesSet) {
  Observable source(1);
  auto inverse = source.map([](int n) { return n ? 100 / n : throw std::domain_error("zero"); });
  auto next = inverse.map([](int n) { return n + 1; });
  Numbers heard;
  auto a = source.on([&](int n) { heard.push_back(n); });
  auto b = next.on([&](int n) { heard.push_back(n); });
  EXPECT_THROW(source.set(0), std::domain_error);
  EXPECT_EQ(inverse.get(), 100);
  EXPECT_EQ(next.get(), 101);
  source.set(2);
  EXPECT_THAT(heard, ElementsAre(0, 2, 51));
  EXPECT_THROW(static_cast<void>(source.map([](int) -> int { throw 1; })), int);
  EXPECT_NO_THROW(source.set(3));
}

TEST(Derived, AFailureThatAReaderCausedStillReachesTheSet) {
  Observable source(1);
  auto inverse = source.map([](int n) { return n ? 100 / n : throw std::domain_error("zero"); });
  EXPECT_THROW(batch([&] {
                 source.set(0);
                 EXPECT_EQ(inverse.get(), 100);
               }),
               std::domain_error);
}

TEST(Derived, SetByHandStandsUntilAnInputChanges) {
  Observable source(1);
  auto derived = source.map([](int n) { return 10 * n; });
  auto next = derived.map([](int n) { return n + 1; });
  Numbers heard;
  auto a = derived.on([&](int n) { heard.push_back(n); });
  derived.set(5);
  EXPECT_EQ(next.get(), 6);
  source.set(2);
  EXPECT_EQ(next.get(), 21);
  batch([&] {
    derived.set(7);
    source.set(3);
  });
  batch([&] {
    source.set(4);
    derived.set(8);
  });
  EXPECT_EQ(next.get(), 9);
  EXPECT_THAT(heard, ElementsAre(5, 20, 30, 8));
}

TEST(Derived, AFunctionThatReadsItsOwnObservableGetsTheOldValue) {
  Observable source(1);
  std::optional<Observable<int>> self;
  self = source.map([&](int n) { return n + (self ? self->get() : 0); });
  source.set(10);
  source.set(100);
  EXPECT_EQ(self->get(), 111);
  auto next = self->map([](int n) { return n; });
  source.set(1000);
  EXPECT_EQ(next.get(), 1111);
  self.reset();
}

TEST(Derived, AFunctionThatReadsWhatDerivesFromItLeavesThatUpToDate) {
  Observable source(1);
  std::optional<Observable<int>> below;
  auto derived = source.map([&](int n) { return n + 0 * (below ? below->get() : 0); });
  below = derived.map([](int n) { return 2 * n; });
  Numbers heard;
  auto a = below->on([&](int n) { heard.push_back(n); });
  source.set(2);
  EXPECT_EQ(below->get(), 4);
  EXPECT_THAT(heard, ElementsAre(4));
  a.cancel();
  below.reset();
}

TEST(Derived, WhatAFunctionSetsIsStoredAtOnceAndToldAfterwards) {
  Observable source(1);
  Observable copy(0);
  Numbers heard;
  auto derived = source.map([&](int n) {
    copy.set(n);
    EXPECT_EQ(copy.get(), n);
    return n;
  });
  auto a = copy.on([&](int n) { heard.push_back(100 + n); });
  auto b = derived.on([&](int n) { heard.push_back(n); });
  source.set(2);
  EXPECT_THAT(heard, ElementsAre(2, 102));
}

TEST(Derived, AFunctionThatSetsItsOwnInputForEverIsACycle) {
  Observable source(1);
  bool armed = false;
  auto derived = source.map([&](int n) {
    if (armed) source.set(n + 1);
    return n;
  });
  armed = true;
  EXPECT_THROW(source.set(2), Failure);
  armed = false;
  source.set(3);
  EXPECT_EQ(derived.get(), 3);
}

TEST(Derived, MemberPointersAndMoveOnlyFunctionsMayDerive) {
  Observable<std::string> name("abc");
  EXPECT_EQ(name.map(&std::string::size).get(), 3U);
  auto added = name.map(
      [owned = std::make_unique<int>(2)](const std::string& s) { return s.size() + static_cast<std::size_t>(*owned); });
  name.set("x");
  EXPECT_EQ(added.get(), 3U);
}

TEST(Derived, ADeepGraphOfDiamondsComputesEachNodeOnce) {
  Observable source(0);
  int computed = 0;
  std::vector<Observable<int>> nodes{source, source};
  for (int i = 0; i < 200; ++i) {
    nodes.push_back(combine(nodes[nodes.size() - 1], nodes[nodes.size() - 2]).map([&](int a, int b) {
      ++computed;
      return (a + b) % 1000;
    }));
  }
  computed = 0;
  source.set(1);
  EXPECT_EQ(computed, 200);
  batch([&] {
    source.set(2);
    EXPECT_GE(nodes.back().get(), 0);  // pulled
  });
  EXPECT_EQ(computed, 400);
}

TEST(Derived, AReaderThatAnotherThreadsSetInterruptsDoesNotSeeHalfOfIt) {
  Observable source(0);
  test::Counter reader_is_inside;
  test::Counter left_is_new;
  auto left = source.map([](int n) { return n; });
  auto between = source.map([&](int n) {  // computed after left, before right
    if (n == 2) left_is_new.add();
    return n;
  });
  auto right = source.map([&](int n) {
    if (n == 1) {
      reader_is_inside.add();
      left_is_new.wait_for(1);
    }
    return n;
  });
  auto both = combine(left, between, right).map([](int l, int b, int r) {
    EXPECT_EQ(l, r);
    EXPECT_EQ(b, r);
    return l;
  });
  std::thread setter([&] {
    reader_is_inside.wait_for(1);
    source.set(2);
  });
  batch([&] {
    source.set(1);
    EXPECT_EQ(both.get(), 2);
  });
  setter.join();
  EXPECT_EQ(both.get(), 2);
}

TEST(Derived, AnObservableKnowsItsNameForMessages) {
  EXPECT_THAT(detail::Access::source(Observable<std::vector<std::string>>())->name(),
              testing::MatchesRegex("Observable<std::vector<std::string>> #[0-9]+"));
}

}  // namespace
}  // namespace bonito
