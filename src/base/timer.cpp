#include "bonito/base/timer.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "base/longest_wait.hpp"
#include "bonito/base/log.hpp"

namespace bonito {
namespace {

using Clock = std::chrono::steady_clock;
using Queue = std::multimap<Clock::time_point, std::shared_ptr<Timer::Entry>>;

}  // namespace

struct Timer::Entry {
  std::function<void()> callback;
  Queue::iterator place{};
  bool queued = false;
};

namespace {

// One thread for all timers of the process, started by the first. It is never destroyed, so that
// timers may be cancelled while the process ends.
class Clockwork {
 public:
  static Clockwork& get() {
    static auto* clockwork = new Clockwork;
    return *clockwork;
  }

  void add(const std::shared_ptr<Timer::Entry>& entry, Clock::time_point when) {
    const std::lock_guard lock(mutex_);
    entry->place = queue_.emplace(when, entry);
    entry->queued = true;
    if (entry->place == queue_.begin()) changed_.notify_one();
  }

  void cancel(Timer::Entry& entry) {
    std::function<void()> dropped;  // destroyed without the lock: it may own anything
    std::unique_lock lock(mutex_);
    if (entry.queued) {
      queue_.erase(entry.place);
      entry.queued = false;
      dropped.swap(entry.callback);
      return;
    }
    if (on_this_thread) return;
    idle_.wait(lock, [&] { return running_ != &entry; });
  }

 private:
  Clockwork() {
    std::thread([this] { run(); }).detach();
  }

  void run() {
    on_this_thread = true;
    std::unique_lock lock(mutex_);
    for (;;) {
      if (queue_.empty()) {
        changed_.wait(lock);
        continue;
      }
      const auto first = queue_.begin();
      if (const auto due = first->first; due > Clock::now()) {
        changed_.wait_until(lock, due);
        continue;
      }
      std::shared_ptr<Timer::Entry> entry = std::move(first->second);
      queue_.erase(first);
      entry->queued = false;
      running_ = entry.get();
      lock.unlock();
      call(*entry);
      lock.lock();
      running_ = nullptr;
      idle_.notify_all();
    }
  }

  static void call(Timer::Entry& entry) {
    try {
      entry.callback();
    } catch (const std::exception& error) {
      log(LogLevel::error, LogOwner::app, std::string("A timer's callback failed: ") + error.what());
    } catch (...) {
      log(LogLevel::error, LogOwner::app, "A timer's callback failed with something that is no std::exception.");
    }
    entry.callback = nullptr;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable idle_;
  Queue queue_;
  const Timer::Entry* running_ = nullptr;
  static inline thread_local bool on_this_thread = false;
};

}  // namespace

Timer::Timer() noexcept = default;
Timer::Timer(std::shared_ptr<Entry> entry) noexcept : entry_(std::move(entry)) {}
Timer::Timer(Timer&& other) noexcept = default;
Timer& Timer::operator=(Timer&& other) noexcept {
  if (this != &other) {
    cancel();
    entry_ = std::move(other.entry_);
  }
  return *this;
}
Timer::~Timer() { cancel(); }

void Timer::cancel() noexcept {
  if (entry_) Clockwork::get().cancel(*std::exchange(entry_, nullptr));
}

Timer run_after(std::chrono::steady_clock::duration delay, std::function<void()> callback) {
  auto entry = std::make_shared<Timer::Entry>();
  entry->callback = std::move(callback);
  Clockwork::get().add(entry, Clock::now() + std::min<Clock::duration>(delay, detail::longest_wait));
  return Timer(std::move(entry));
}

}  // namespace bonito
