// Many threads at once, for the sanitizers and for the state in which they leave things.
#include <gtest/gtest.h>

#include <latch>
#include <random>

#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using test::StrandKeeper;

// Runs work(thread number) on several threads that start together.
void on_threads(int count, const std::function<void(int)>& work) {
  std::latch start(count);
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) {
    threads.emplace_back([&, t] {
      start.arrive_and_wait();
      work(t);
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(Stress, UpdatesFromManyThreadsAreAllCounted) {
  Observable value(0);
  std::atomic<int> calls = 0;
  auto heard = value.on([&] { ++calls; });
  on_threads(4, [&](int) {
    for (int i = 0; i < 2000; ++i) value.update([](int& n) { ++n; });
  });
  EXPECT_EQ(value.get(), 8000);
  EXPECT_EQ(calls, 8000);
}

// Counts how many of it there are.
struct Counted {
  Counted() { count(); }
  Counted(const Counted&) { count(); }
  Counted& operator=(const Counted&) = default;
  ~Counted() { --alive; }
  static void count() {
    for (int now = ++alive, most = most_alive; now > most && !most_alive.compare_exchange_weak(most, now);) {
    }
  }
  static inline std::atomic<int> alive = 0;
  static inline std::atomic<int> most_alive = 0;
};

TEST(Stress, WhatIsHeardInOrderIsHeardWholeAndThoseWhoSetFasterAreSlowedDown) {
  const Observable<Counted> value;
  std::atomic<int> calls = 0;
  std::uint64_t newest = 0;
  detail::Frozen now;
  const auto slow = [&](const detail::Change& change, const auto&) {
    ++calls;
    EXPECT_GT(change.version, newest);
    newest = change.version;
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(20);
    while (std::chrono::steady_clock::now() < until) {
    }
  };
  const auto heard = detail::listen_raw(value, slow, detail::Hears::in_order, now);
  on_threads(4, [&](int) {
    for (int i = 0; i < 3000; ++i) value.set({});
  });
  EXPECT_EQ(calls, 12'000);
  EXPECT_LT(Counted::most_alive, 4000);
}

TEST(Stress, ListenersComeAndGoWhileOthersSet) {
  auto probe = std::make_shared<int>(0);
  {
    Observable value(0);
    std::atomic<int> steady_calls = 0;
    auto steady = value.on([&] { ++steady_calls; });
    on_threads(4, [&](int t) {
      for (int i = 0; i < 1500; ++i) {
        if (t % 2 == 0) {
          value.set(i);
        } else {
          auto alive = std::make_shared<std::atomic<bool>>(true);
          auto heard = value.on([alive, probe] { EXPECT_TRUE(*alive); }, {.priority = i % 3, .run_now = i % 5 == 0});
          value.set(i);
          heard.cancel();
          *alive = false;
        }
      }
    });
    EXPECT_EQ(steady_calls, 6000);
  }
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Stress, DerivedObservablesComeAndGoWhileOthersSet) {
  auto probe = std::make_shared<int>(0);
  Observable a(0);
  Observable b(0);
  auto sum = combine(a, b).map([](int x, int y) { return x + y; });
  on_threads(4, [&](int t) {
    for (int i = 1; i <= 500; ++i) {
      if (t == 0) a.set(i);
      if (t == 1) batch([&] { b.set(i), b.set(2 * i); });
      if (t < 2) continue;
      auto twice = sum.map([probe](int n) { return 2 * n; });
      auto all = combine(twice, a, sum).map([probe](int n, int, int m) {
        EXPECT_EQ(n, 2 * m);
        return n + m;
      });
      auto heard = all.on([](int n) { EXPECT_EQ(n % 3, 0); });
      auto also = combine(twice, sum).on([](int n, int m) { EXPECT_EQ(n, 2 * m); });
      EXPECT_EQ(all.get() % 3, 0);
    }
  });
  EXPECT_EQ(sum.get(), 1500);
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Stress, ADiamondNeverSeesHalfOfAChangeOnWhicheverThread) {
  Observable source(0);
  auto left = source.map([](int n) { return n; });
  auto right = source.map([](int n) { return n; }).map([](int n) { return -n; });
  auto sum = combine(left, right, source).map([](int l, int r, int s) {
    EXPECT_EQ(l + r, 0);
    EXPECT_EQ(l, s);
    return l + r;
  });
  std::atomic<int> last = -1;
  auto heard = combine(source, sum).on([&](int n, int zero) { last = n + zero; }, {.delivery = Delivery::latest});
  on_threads(4, [&](int t) {
    for (int i = 0; i < 1500; ++i) {
      if (t < 3) {
        source.set(1 + t + 3 * i);
      } else {
        EXPECT_EQ(sum.get(), 0);
      }
    }
  });
  EXPECT_EQ(last, source.get());
}

TEST(Stress, EveryListenerAtTheEndHasHeardTheLastValue) {
  constexpr int chains = 3;
  std::vector<Observable<int>> sources;
  std::vector<Observable<int>> sums;
  for (int i = 0; i < chains; ++i) sources.emplace_back(0);
  for (int i = 0; i < chains; ++i) {
    sums.push_back(combine(sources[static_cast<std::size_t>(i)], sources[static_cast<std::size_t>((i + 1) % chains)])
                       .map([](int x, int y) { return x + y; }));
  }
  std::vector<int> last(chains, 0);
  std::vector<Subscription> heard;
  for (std::size_t i = 0; i < chains; ++i) {
    heard.push_back(sums[i].on([&last, i](int n) { last[i] = n; }, {.delivery = Delivery::latest}));
  }
  on_threads(chains, [&](int t) {
    for (int i = 0; i < 2000; ++i) sources[static_cast<std::size_t>(t)].set(i * (t + 1));
  });
  for (std::size_t i = 0; i < chains; ++i) {
    EXPECT_EQ(last[i], sums[i].get());
    EXPECT_EQ(last[i], 1999 * static_cast<int>(i + 1 + (i + 1) % chains + 1));
  }
}

TEST(Stress, SessionsOpenAndCloseWhileOthersSet) {
  auto probe = std::make_shared<int>(0);
  Observable shared(0);
  on_threads(4, [&](int t) {
    for (int i = 0; i < 150; ++i) {
      if (t == 0) {
        for (int n = 0; n < 10; ++n) shared.set(10 * i + n);
        continue;
      }
      StrandKeeper session;
      auto doubled = shared.map([probe](int n) { return 2 * n; });
      int before = -1;
      shared.on(session, [probe, &session, &before](int n) {
        EXPECT_TRUE(session.strand->is_current());
        EXPECT_GT(n, before);  // in order, one at a time
        before = n;
      });
      doubled.on(session, [probe](int n) { EXPECT_EQ(n % 2, 0); }, {.run_now = true, .delivery = Delivery::latest});
      std::thread worker([&] {
        for (int n = 0; n < 5; ++n) session.strand->run_all();
      });
      worker.join();
      session.owned.clear();
      session.strand->run_all();
    }
  });
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Stress, EveryValueReachesAnExecutorThatAnotherThreadRuns) {
  Observable value(0);
  StrandKeeper session;
  int count = 0;
  long long sum = 0;
  value.on(session, [&](int n) {
    ++count;
    sum += n;
  });
  std::atomic<bool> done = false;
  std::thread strand([&] {
    while (!done) {
      session.strand->run_all();
      std::this_thread::yield();
    }
    session.strand->run_all();
  });
  on_threads(3, [&](int t) {
    for (int i = 1; i <= 1000; ++i) value.set(t * 1000 + i);
  });
  done = true;
  strand.join();
  EXPECT_EQ(count, 3000);
  EXPECT_EQ(sum, 3000LL * 3001 / 2);
}

TEST(Stress, SubscriptionsCancelledInsideListenersOnManyThreads) {
  for (int round = 0; round < 100; ++round) {
    std::vector<Observable<int>> values;
    for (int i = 0; i < 3; ++i) values.emplace_back(0);
    std::mutex mutex;
    std::vector<Subscription> heard;
    const auto take_one = [&] {
      const std::lock_guard lock(mutex);
      if (heard.empty()) return Subscription();
      auto one = std::move(heard.back());
      heard.pop_back();
      return one;
    };
    for (int i = 0; i < 60; ++i) {
      auto one = values[static_cast<std::size_t>(i % 3)].on([&] { take_one().cancel(); });
      const std::lock_guard lock(mutex);
      heard.push_back(std::move(one));
    }
    on_threads(3, [&](int t) {
      for (int i = 0; i < 10; ++i) values[static_cast<std::size_t>((t + i) % 3)].set(i);
    });
    while (take_one()) {
    }
  }
}

}  // namespace
}  // namespace bonito
