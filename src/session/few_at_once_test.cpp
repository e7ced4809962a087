#include "session/few_at_once.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <latch>
#include <memory>
#include <numeric>
#include <vector>

#include "session/worker_pool.hpp"

namespace bonito::detail {
namespace {

using Job = FewAtOnce::Job;

void in_pool(Job job) { WorkerPool::get().post(std::move(job)); }

TEST(FewAtOnce, RunsSoManyJobsAtOnceAndNoMore) {
  constexpr int most = 3, count = 300;
  std::latch done(count);
  std::barrier together(most);  // each waits for two others
  std::atomic<int> running{0}, most_seen{0};
  FewAtOnce jobs(most, [&](Job job) {
    in_pool([&, job = std::move(job)] {
      job();  // and begins the next
      done.count_down();
    });
  });
  for (int i = 0; i < count; ++i) {
    jobs.post([&] {
      const int now = ++running;
      for (int seen = most_seen; seen < now && !most_seen.compare_exchange_weak(seen, now);) continue;
      together.arrive_and_wait();
      --running;
    });
  }
  done.wait();
  EXPECT_EQ(most_seen, most);
}

TEST(FewAtOnce, TakesThoseThatWaitInTheirOrderWhoeverPostsThem) {
  std::vector<Job> started;
  std::vector<int> ran;
  FewAtOnce jobs(1, [&](Job job) { started.push_back(std::move(job)); });
  for (int i = 0; i < 5; ++i) {
    jobs.post([&jobs, &ran, i] {
      ran.push_back(i);
      jobs.post([&ran, i] { ran.push_back(i + 5); });
    });
  }
  for (std::size_t i = 0; i < started.size(); ++i) std::exchange(started[i], nullptr)();
  std::vector<int> all(10);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(ran, all);
  jobs.post([] {});
  EXPECT_EQ(started.size(), 11u) << "there is room again when all have run";
}

TEST(FewAtOnce, LetsGoOfWhatAJobHoldsBeforeTheNextBegins) {
  std::vector<Job> started;
  FewAtOnce jobs(1, [&](Job job) { started.push_back(std::move(job)); });
  const auto held = std::make_shared<int>();
  long holders = 0;
  jobs.post([held] {});
  jobs.post([&] { holders = held.use_count(); });
  for (std::size_t i = 0; i < started.size(); ++i) started[i]();
  EXPECT_EQ(holders, 1);
}

}  // namespace
}  // namespace bonito::detail
