#include "reactive/mailbox.hpp"

#include <gmock/gmock.h>

#include "bonito/base/log.hpp"
#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using test::StrandKeeper;
using testing::ElementsAre;
using Numbers = std::vector<int>;

TEST(Mailbox, EveryValueArrivesInOrderWithOnePostedDrain) {
  Observable value(0);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) { heard.push_back(n); });
  for (int i = 1; i <= 3; ++i) value.set(i);
  EXPECT_EQ(session.strand->waiting(), 1U);
  EXPECT_TRUE(heard.empty());
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(1, 2, 3));
}

TEST(Mailbox, LatestKeepsOnlyTheNewest) {
  Observable value(0);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) { heard.push_back(n); }, {.delivery = Delivery::latest});
  for (int i = 1; i <= 3; ++i) value.set(i);
  session.strand->run_all();
  value.set(4);
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(3, 4));
}

TEST(Mailbox, ASetOnTheExecutorRunsInlineAndItsExceptionReachesSet) {
  Observable value(0);
  StrandKeeper session;
  value.on(session, [&](int n) { n == 1 ? throw std::runtime_error("inline") : 0; });
  session.strand->run([&] { EXPECT_THROW(value.set(1), std::runtime_error); });
  EXPECT_EQ(session.strand->waiting(), 0U);
}

TEST(Mailbox, ASetOnTheExecutorWaitsBehindWhatIsPending) {
  Observable value(0);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) { heard.push_back(n); });
  value.set(1);
  session.strand->run([&] {
    value.set(2);
    EXPECT_TRUE(heard.empty());
  });
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(1, 2));
}

TEST(Mailbox, AnExceptionLeavesThePostedWorkAndTheRestIsStillDelivered) {
  Observable value(0);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) {
    if (n == 1) throw std::runtime_error("posted");
    heard.push_back(n);
  });
  for (int i = 1; i <= 3; ++i) value.set(i);
  EXPECT_THROW(session.strand->run_one(), std::runtime_error);
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(2, 3));
}

TEST(Mailbox, AfterCancelNothingPendingIsDelivered) {
  auto probe = std::make_shared<int>(0);
  Observable<std::shared_ptr<int>> value;
  StrandKeeper session;
  int calls = 0;
  value.on(session, [&] { ++calls; });
  value.set(probe);
  value.set(nullptr);
  session.owned.clear();
  EXPECT_EQ(probe.use_count(), 1);
  session.strand->run_all();
  EXPECT_EQ(calls, 0);
}

TEST(Mailbox, CancelWaitsForACallOnTheExecutor) {
  Observable value(0);
  StrandKeeper session;
  test::Counter entered;
  test::Counter may_leave;
  std::atomic<bool> inside = false;
  value.on(session, [&] {
    inside = true;
    entered.add();
    may_leave.wait_for(1);
    inside = false;
  });
  value.set(1);
  std::thread strand([&] { session.strand->run_all(); });
  entered.wait_for(1);
  std::thread helper([&] { may_leave.add(); });
  session.owned.clear();
  EXPECT_FALSE(inside);
  strand.join();
  helper.join();
}

TEST(Mailbox, WhatComesDuringADrainWaitsForTheNextTurn) {
  Observable value(0);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) {
    heard.push_back(n);
    if (n < 3) std::thread([&] { value.set(n + 1); }).join();
  });
  value.set(1);
  EXPECT_TRUE(session.strand->run_one());
  EXPECT_THAT(heard, ElementsAre(1));
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(1, 2, 3));
}

TEST(Mailbox, AStalledExecutorCostsABoundedAmountAndOneWarning) {
  int warnings = 0;
  set_log_sink([&](const LogEntry& entry) { warnings += entry.level == LogLevel::warning; });
  Observable value(0);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) { heard.push_back(n); });
  const int capacity = static_cast<int>(detail::Mailbox::capacity);
  for (int i = 1; i <= capacity + 10; ++i) value.set(i);
  set_log_sink({});
  session.strand->run_all();
  EXPECT_EQ(warnings, 1);
  ASSERT_EQ(heard.size(), detail::Mailbox::capacity);
  EXPECT_EQ(heard.front(), 11);
  EXPECT_EQ(heard.back(), capacity + 10);
}

TEST(Mailbox, RunNowOffTheExecutorIsQueuedToo) {
  Observable value(5);
  StrandKeeper session;
  Numbers heard;
  value.on(session, [&](int n) { heard.push_back(n); }, {.run_now = true});
  value.set(6);
  EXPECT_TRUE(heard.empty());
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(5, 6));
}

TEST(Mailbox, TheValuesOutliveTheirObservable) {
  StrandKeeper session;
  Numbers heard;
  {
    Observable value(0);
    value.on(session, [&](int n) { heard.push_back(n); }, {.delivery = Delivery::latest});
    value.set(1);
  }
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre(1));
}

}  // namespace
}  // namespace bonito
