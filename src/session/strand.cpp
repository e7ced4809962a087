#include "session/strand.hpp"

#include <exception>
#include <iterator>
#include <string>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/session/task.hpp"
#include "session/worker_pool.hpp"

namespace bonito::detail {
namespace {

// The strand whose work this thread runs. Work may run another strand's inside (a page rendered by
// a handler), so the innermost one is current.
thread_local const Strand* current = nullptr;

class Current {
 public:
  explicit Current(const Strand* strand) : before_(std::exchange(current, strand)) {}
  ~Current() { current = before_; }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  const Strand* before_;
};

}  // namespace

void Strand::post(Work work) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  queue_.push_back(std::move(work));
  if (!busy_) schedule();
}

bool Strand::is_current() const noexcept { return current == this; }
bool Strand::is_any_current() noexcept { return current != nullptr; }

void fail_current_strand(std::exception_ptr thrown) noexcept {
  if (current) return current->failed_(thrown);
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    log(LogLevel::error, LogOwner::app, std::string("A coroutine of no session failed: ") + error.what());
  } catch (...) {
    log(LogLevel::error, LogOwner::app, "A coroutine of no session failed.");
  }
}

void Strand::schedule() {
  busy_ = true;
  WorkerPool::get().post([self = shared_from_this()] { self->run(); });
}

void Strand::run() {
  constexpr int rounds = 8;  // then it is another strand's turn
  const Current scope(this);
  for (int round = 0; round < rounds; ++round) {
    std::vector<Work> batch;
    Work last;
    {
      const std::lock_guard lock(mutex_);
      if (is_guests_turn() || (queue_.empty() && !last_)) break;
      batch = take();
      if (queue_.empty()) last.swap(last_);
    }
    for (Work& work : batch) {
      if (!ended()) call(std::move(work));
    }
    batch.clear();
    if (last) call(std::move(last));
  }
  const std::lock_guard lock(mutex_);
  rest();
}

std::vector<Strand::Work> Strand::take() {
  std::vector<Work> batch;
  if (guests_.empty() || guests_.front().before >= taken_ + queue_.size()) {
    batch.swap(queue_);
  } else {
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(guests_.front().before - taken_);
    batch.assign(std::move_iterator(queue_.begin()), std::move_iterator(end));
    queue_.erase(queue_.begin(), end);
  }
  taken_ += batch.size();
  return batch;
}

void Strand::rest() {
  if (is_guests_turn()) {
    guest_ = guests_.front().number;
    guests_.pop_front();
    return idle_.notify_all();
  }
  if (!queue_.empty() || last_) return schedule();
  busy_ = false;
  idle_.notify_all();
}

bool Strand::ended() {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void Strand::call(Work work) noexcept {
  try {
    work();
  } catch (...) {
    failed_(std::current_exception());
  }
}

void Strand::run_here(const Work& work) {
  {
    std::unique_lock lock(mutex_);
    if (std::exchange(busy_, true)) {
      const auto number = ++newest_guest_;
      guests_.push_back({number, taken_ + queue_.size()});
      idle_.wait(lock, [&] { return guest_ == number; });
    }
  }
  struct Finally {
    Strand& strand;
    ~Finally() {
      const std::lock_guard lock(strand.mutex_);
      strand.rest();
    }
  } const finally{*this};
  const Current scope(this);
  work();
}

void Strand::end(Work last) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  ended_ = true;
  taken_ += queue_.size();
  // What is dropped may be the program's, and say so when it goes: here, as what it was to run among.
  last_ = [dropped = std::exchange(queue_, {}), last = std::move(last)]() mutable {
    dropped.clear();
    last();
  };
  if (!busy_) schedule();
}

void Strand::wait() {
  if (is_current()) return;
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return !busy_; });
}

}  // namespace bonito::detail
