#include "session/worker_pool.hpp"

#include <algorithm>
#include <system_error>
#include <thread>

#include "bonito/base/log.hpp"

namespace bonito::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20ms;  // how long work may wait before the pool grows
constexpr std::size_t most_threads = 256;
const std::size_t fewest_threads = std::max<std::size_t>(2, std::thread::hardware_concurrency());

}  // namespace

WorkerPool& WorkerPool::get() {
  static auto* pool = new WorkerPool;
  return *pool;
}

WorkerPool::WorkerPool() {
  std::string failure;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < fewest_threads; ++i) failure = add_thread();
  }
  complain(failure);
}

void WorkerPool::post(std::function<void()> work) {
  bool somebody_sleeps = false;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    somebody_sleeps = idle_ > 0;
    if (queue_.size() > idle_ && !watched_) watch();
  }
  if (somebody_sleeps) changed_.notify_one();  // without the lock, which whoever wakes wants first
}

// If that fails: why.
std::string WorkerPool::add_thread() {
  try {
    std::thread([this] { run(); }).detach();
    ++threads_;
    return {};
  } catch (const std::system_error& error) {
    return error.what();
  }
}

// Whoever hears the log may post work.
void WorkerPool::complain(const std::string& failure) {
  if (failure.empty()) return;
  log(LogLevel::warning, LogOwner::app,
      "The system gave no further worker thread; handlers that block delay others: " + failure);
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty()) {
      ++idle_;
      const bool spare = threads_ > fewest_threads;
      if (spare) {
        changed_.wait_for(lock, 10s);
      } else {
        changed_.wait(lock);
      }
      --idle_;
      if (spare && queue_.empty() && threads_ > fewest_threads) {
        --threads_;
        return;
      }
    }
    auto work = std::move(queue_.front());
    queue_.pop_front();
    ++taken_;
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

void WorkerPool::watch() {
  watched_ = true;
  taken_when_watched_ = taken_;
  watch_ = run_after(patience, [this] { look(); });
}

void WorkerPool::look() {
  std::string failure;
  {
    const std::lock_guard lock(mutex_);
    watched_ = false;
    if (queue_.empty()) return;
    const bool stuck = taken_ == taken_when_watched_;
    if (stuck && threads_ < most_threads) failure = add_thread();
    watch();
  }
  complain(failure);
}

}  // namespace bonito::detail
