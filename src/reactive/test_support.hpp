// What the tests of this layer share.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "bonito/reactive/combine.hpp"
#include "bonito/reactive/executor.hpp"
#include "bonito/reactive/raw.hpp"

namespace bonito::test {

// Work that a test runs by hand, as if it were this executor's thread.
class ManualExecutor final : public Executor {
 public:
  void post(std::function<void()> work) override {
    const std::lock_guard lock(mutex_);
    work_.push_back(std::move(work));
  }
  bool is_current() const noexcept override { return current_ == this; }

  // Runs `work` as its own.
  void run(const std::function<void()>& work) {
    const auto* before = std::exchange(current_, this);
    try {
      work();
    } catch (...) {
      current_ = before;
      throw;
    }
    current_ = before;
  }
  // Runs the oldest posted work; false if there is none.
  bool run_one() {
    std::function<void()> work;
    {
      const std::lock_guard lock(mutex_);
      if (work_.empty()) return false;
      work = std::move(work_.front());
      work_.pop_front();
    }
    run(work);
    return true;
  }
  void run_all() {
    while (run_one()) {
    }
  }
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return work_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::function<void()>> work_;
  static inline thread_local const ManualExecutor* current_ = nullptr;
};

// An owner without an executor, and one with.
struct Keeper {
  std::vector<Subscription> owned;
  void own(Subscription subscription) { owned.push_back(std::move(subscription)); }
};
struct StrandKeeper : Keeper {
  std::shared_ptr<ManualExecutor> strand = std::make_shared<ManualExecutor>();
  std::shared_ptr<Executor> executor() const { return strand; }
};

// A number that threads wait for.
class Counter {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  void wait_for(int at_least) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= at_least; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

}  // namespace bonito::test
