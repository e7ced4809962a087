#include "session/strand.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "session/worker_pool.hpp"

namespace bonito::detail {
namespace {

std::shared_ptr<Strand> make_strand() {
  return std::make_shared<Strand>([](std::exception_ptr) { ADD_FAILURE() << "nothing here throws"; });
}

TEST(Strand, RunsItsWorkInOrderAndNeverTwoAtOnce) {
  const auto strand = make_strand();
  std::vector<int> order;  // without a lock: the strand is one
  std::latch done(1);
  for (int i = 0; i < 1000; ++i) strand->post([&, i] { order.push_back(i); });
  strand->post([&] { done.count_down(); });
  done.wait();
  ASSERT_EQ(order.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(Strand, KnowsWhetherItRunsHere) {
  const auto strand = make_strand();
  const auto other = make_strand();
  EXPECT_FALSE(strand->is_current());
  std::latch done(1);
  strand->post([&] {
    EXPECT_TRUE(strand->is_current());
    EXPECT_FALSE(other->is_current());
    other->run_here([&] {
      EXPECT_TRUE(other->is_current());
      EXPECT_FALSE(strand->is_current()) << "the innermost is current";
    });
    EXPECT_TRUE(strand->is_current());
    done.count_down();
  });
  done.wait();
}

TEST(Strand, WhatWorkThrowsIsReportedAndTheNextWorkRuns) {
  std::string reported;
  const auto strand = std::make_shared<Strand>([&](std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      reported = error.what();
    }
  });
  std::latch done(1);
  strand->post([] { throw std::runtime_error("no water"); });
  strand->post([&] { done.count_down(); });
  done.wait();
  EXPECT_EQ(reported, "no water");
}

TEST(Strand, RunHereWaitsForWhatCameBeforeAndForNothingElse) {
  const auto strand = make_strand();
  std::atomic<bool> is_enough = false;
  std::latch done(1);
  const std::function<void()> again = [&] {
    is_enough ? done.count_down() : strand->post(again);  // so that there is always work
  };
  strand->post(again);
  int before = 0;
  int guests = 0;
  for (int i = 1; i <= 100; ++i) {
    strand->post([&] { ++before; });
    strand->run_here([&] {
      EXPECT_EQ(before, i);
      EXPECT_TRUE(strand->is_current());
      ++guests;
    });
  }
  is_enough = true;
  done.wait();
  EXPECT_EQ(guests, 100);
}

TEST(Strand, RunHereIsForManyThreadsAndNeverTwoAtOnce) {
  const auto strand = make_strand();
  int calls = 0;  // without a lock
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 500; ++j) {
        strand->post([&] { ++calls; });
        strand->run_here([&] { ++calls; });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  strand->wait();
  EXPECT_EQ(calls, 4'000);
}

TEST(Strand, RunHereGetsItsTurnThoughTheStrandIsEndedMeanwhile) {
  const auto strand = make_strand();
  std::latch started(1);
  std::latch ending(1);
  std::atomic<int> last = 0;
  bool ran = false;
  strand->post([&] {
    started.count_down();
    ending.wait();
    strand->end([&] { ++last; });
  });
  started.wait();
  for (int i = 0; i < 10; ++i) strand->post([] { ADD_FAILURE() << "it is dropped"; });
  ending.count_down();
  strand->run_here([&] { ran = true; });
  strand->wait();
  EXPECT_TRUE(ran);
  EXPECT_EQ(last, 1);
}

TEST(Strand, RunHereHandsWhatIsThrownToItsCaller) {
  const auto strand = make_strand();
  EXPECT_THROW(strand->run_here([] { throw std::runtime_error("mine"); }), std::runtime_error);
  std::latch done(1);
  strand->post([&] { done.count_down(); });
  done.wait();
}

TEST(Strand, EndDropsWhatWaitsAndRunsTheLastWorkOnce) {
  const auto strand = make_strand();
  std::latch started(1);
  std::latch go_on(1);
  std::atomic<int> late = 0;
  std::atomic<int> last = 0;
  strand->post([&] {
    started.count_down();
    go_on.wait();
  });
  started.wait();
  strand->post([&] { ++late; });
  strand->end([&] { ++last; });
  strand->end([&] { ++last; });
  strand->post([&] { ++late; });
  go_on.count_down();
  strand->wait();
  EXPECT_EQ(late, 0);
  EXPECT_EQ(last, 1);
}

TEST(Strand, MayBeEndedByItsOwnWork) {
  const auto strand = make_strand();
  std::latch done(1);
  strand->post([&] {
    strand->end([&] { done.count_down(); });
    strand->wait();  // returns at once: it is the strand's own work that asks
  });
  done.wait();
}

TEST(WorkerPool, WorkThatBlocksKeepsNobodyElseWaiting) {
  std::latch all_blocked(12);
  std::latch release(1);
  std::latch finished(12);
  for (int i = 0; i < 12; ++i) {
    WorkerPool::get().post([&] {
      all_blocked.count_down();
      release.wait();
      finished.count_down();
    });
  }
  all_blocked.wait();  // they run at once, on however many cores
  std::latch ran(1);
  WorkerPool::get().post([&] { ran.count_down(); });
  ran.wait();
  release.count_down();
  finished.wait();
}

}  // namespace
}  // namespace bonito::detail
