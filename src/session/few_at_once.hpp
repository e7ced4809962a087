// FewAtOnce: jobs of which a few run at a time, and the others wait for their turn.
//
//   FewAtOnce pulls(64, [](std::function<void()> job) { pool.post(std::move(job)); });
//
// Owner: it outlives its jobs. Thread: any. Failure: jobs must not throw.
#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace bonito::detail {

class FewAtOnce {
 public:
  using Job = std::function<void()>;

  FewAtOnce(std::size_t most, std::function<void(Job)> start) : most_(most), start_(std::move(start)) {}

  void post(Job job) {
    {
      const std::lock_guard lock(mutex_);
      if (running_ >= most_) return waiting_.push_back(std::move(job));
      ++running_;
    }
    run(std::move(job));
  }

 private:
  void run(Job job) {
    start_([this, job = std::move(job)]() mutable {
      job();
      job = nullptr;
      next();
    });
  }

  void next() {
    Job job;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) return static_cast<void>(--running_);
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    run(std::move(job));
  }

  const std::size_t most_;
  const std::function<void(Job)> start_;
  std::mutex mutex_;
  std::size_t running_ = 0;
  std::deque<Job> waiting_;
};

}  // namespace bonito::detail
