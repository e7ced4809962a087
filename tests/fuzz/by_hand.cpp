#include "fuzz/by_hand.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "bonito/base/timer.hpp"
#include "session/worker_pool.hpp"

namespace bonito {

struct Timer::Entry {
  std::function<void()> callback;
};

namespace {

std::deque<std::function<void()>> posted;
std::vector<std::shared_ptr<Timer::Entry>> set_timers;

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
  if (!entry_) return;
  const auto gone = std::exchange(entry_, nullptr);
  gone->callback = nullptr;
  std::erase(set_timers, gone);
}

Timer run_after(std::chrono::steady_clock::duration, std::function<void()> callback) {
  return Timer(set_timers.emplace_back(std::make_shared<Timer::Entry>(Timer::Entry{std::move(callback)})));
}

namespace detail {

WorkerPool::WorkerPool() = default;

WorkerPool& WorkerPool::get() {
  static WorkerPool pool;
  return pool;
}

void WorkerPool::post(std::function<void()> work) { posted.push_back(std::move(work)); }

}  // namespace detail

namespace fuzz {

void do_all_work() {
  while (!posted.empty()) {
    const auto work = std::move(posted.front());
    posted.pop_front();
    work();
  }
}

void ring_timers() {
  for (const auto& entry : std::exchange(set_timers, {})) {
    const auto callback = std::exchange(entry->callback, nullptr);
    if (callback) callback();  // else it was cancelled by one before
  }
  do_all_work();
}

std::size_t timers() noexcept { return set_timers.size(); }

}  // namespace fuzz
}  // namespace bonito
