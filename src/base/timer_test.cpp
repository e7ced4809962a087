#include "bonito/base/timer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bonito/base/log.hpp"

namespace bonito {
namespace {

using namespace std::chrono_literals;

TEST(Timer, RunsTheCallbackNotBeforeItsTime) {
  std::latch called(1);
  const auto start = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point when;
  const Timer timer = run_after(5ms, [&] {
    when = std::chrono::steady_clock::now();
    called.count_down();
  });
  called.wait();
  EXPECT_GE(when - start, 5ms);
}

TEST(Timer, RunsCallbacksInTheOrderOfTheirTimes) {
  std::vector<int> order;
  std::latch called(3);
  const auto note = [&](int number) {
    return [&, number] {
      order.push_back(number);
      called.count_down();
    };
  };
  // While the timers' thread is busy, so that it finds all three at once.
  std::latch running(1), go_on(1);
  const Timer busy = run_after(0ms, [&] {
    running.count_down();
    go_on.wait();
  });
  running.wait();
  const Timer third = run_after(-1h, note(3));
  const Timer first = run_after(-3h, note(1));
  const Timer second = run_after(-2h, note(2));
  go_on.count_down();
  called.wait();
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Timer, IsForgottenWhenItsHandleGoes) {
  std::atomic<int> calls = 0;
  {
    const Timer timer = run_after(1ms, [&] { ++calls; });
  }
  const int at_destruction = calls;  // it may have been quicker
  std::latch later(1);
  const Timer timer = run_after(20ms, [&] { later.count_down(); });
  later.wait();
  EXPECT_EQ(calls, at_destruction);
}

TEST(Timer, CancelWaitsForACallbackThatRuns) {
  std::latch started(1);
  std::atomic<bool> finished = false;
  Timer timer = run_after(0ms, [&] {
    started.count_down();
    std::this_thread::sleep_for(20ms);
    finished = true;
  });
  started.wait();
  timer.cancel();
  EXPECT_TRUE(finished);
}

TEST(Timer, MayBeCancelledByItsOwnCallback) {
  std::latch called(1);
  std::mutex mutex;
  Timer timer;
  std::unique_lock lock(mutex);
  timer = run_after(0ms, [&] {
    const std::lock_guard inside(mutex);
    timer.cancel();
    called.count_down();
  });
  lock.unlock();
  called.wait();
}

TEST(Timer, ACallbackThatThrowsIsLoggedAndTheNextOneRuns) {
  std::mutex mutex;
  std::string logged;
  set_log_sink([&](const LogEntry& entry) {
    const std::lock_guard lock(mutex);
    logged = entry.message;
  });
  std::latch called(1);
  const Timer bad = run_after(0ms, [] { throw std::runtime_error("no coffee"); });
  const Timer good = run_after(5ms, [&] { called.count_down(); });
  called.wait();
  set_log_sink({});
  const std::lock_guard lock(mutex);
  EXPECT_EQ(logged, "A timer's callback failed: no coffee");
}

}  // namespace
}  // namespace bonito
