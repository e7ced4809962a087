#include "reactive/listener.hpp"

#include <chrono>
#include <deque>
#include <thread>

#include "reactive/cancel_wait.hpp"
#include "reactive/first_error.hpp"
#include "reactive/source.hpp"

namespace bonito::detail {

// What Delivery::latest has to know so that calls are in order and one at a time.
struct ListenerState::Latest {
  std::mutex mutex;
  std::uint64_t delivered = 0;     // the newest version given to the listener
  const Thread* caller = nullptr;  // who is calling it
  std::optional<Mail> waiting;     // newer, came from another thread meanwhile; the caller goes on with it
};

// What hears every value in the order of versions needs: values are queued as they are stored.
struct ListenerState::InOrder {
  std::mutex mutex;
  std::deque<Mail> queue;
  std::uint64_t newest = 0;        // version queued
  const Thread* caller = nullptr;  // who is telling what is queued
};

// A call on the stack of this thread.
class ListenerState::Running {
 public:
  explicit Running(ListenerState& listener) noexcept : listener_(listener), frame_{&listener, this_thread.calls} {
    this_thread.calls = &frame_;
    ++listener_.running_;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    this_thread.calls = frame_.below;
    const bool last = --listener_.running_ == 0;
    if (!listener_.cancelled_) return;
    if (last && listener_.last_call_releases_) listener_.release_call();
    wake_cancelling_threads();
  }

 private:
  ListenerState& listener_;
  CallFrame frame_;
};

ListenerState::ListenerState(std::weak_ptr<Source> source, std::unique_ptr<Call> call, std::int64_t rank,
                             Delivery delivery, std::shared_ptr<Executor> executor)
    : source_(std::move(source)),
      rank_(rank),
      call_(std::move(call)),
      latest_(delivery == Delivery::latest ? std::make_unique<Latest>() : nullptr),
      in_order_(rank == in_order_rank ? std::make_unique<InOrder>() : nullptr),
      mailbox_(executor ? std::make_unique<Mailbox>(std::move(executor), delivery) : nullptr) {}

ListenerState::~ListenerState() = default;

Propagate ListenerState::deliver(const Change& change, const Frozen& value) {
  if (cancelled_) return Propagate::on;
  if (in_order_) return call_queued(), Propagate::on;
  if (!mailbox_ || mailbox_->runs_inline()) return call_now({change, value});
  if (mailbox_->put({change, value})) post_drain();
  return Propagate::on;
}

void ListenerState::queue_from(std::uint64_t version) noexcept {
  const std::lock_guard lock(in_order_->mutex);
  in_order_->newest = version;
}

void ListenerState::queue(const Change& change, const Frozen& value) {
  const std::lock_guard lock(in_order_->mutex);
  if (cancelled_ || change.version <= in_order_->newest) return;
  in_order_->newest = change.version;
  in_order_->queue.push_back({change, value});
}

// Several threads set faster than one of them tells: they are slowed down, so that the queue stays short. Not for long
// at a time: what is told may need what a setter holds.
void ListenerState::wait_for_caller(std::unique_lock<std::mutex>& lock) const {
  constexpr std::size_t many = 1024;
  for (int patience = 10; patience > 0 && in_order_->queue.size() > many; --patience) {
    if (!in_order_->caller || in_order_->caller == &this_thread) return;
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    lock.lock();
  }
}

void ListenerState::call_queued() {
  FirstError error;
  std::unique_lock lock(in_order_->mutex);
  if (in_order_->caller) return wait_for_caller(lock);
  in_order_->caller = &this_thread;
  while (!in_order_->queue.empty()) {
    std::optional<Mail> next = std::move(in_order_->queue.front());
    in_order_->queue.pop_front();
    lock.unlock();
    error.guard([&] { call(*next); });
    next.reset();  // without the lock: the value is the program's
    lock.lock();
  }
  in_order_->caller = nullptr;
  lock.unlock();
  error.rethrow();
}

Propagate ListenerState::call_now(const Mail& mail) { return latest_ ? call_latest(mail) : call(mail); }

Propagate ListenerState::call(const Mail& mail) {
  // Counted first, asked second; cancel() does it the other way round, so one of them sees the other.
  const Running running(*this);
  return cancelled_ ? Propagate::on : call_->call(mail.change, mail.value);
}

Propagate ListenerState::call_latest(const Mail& mail) {
  std::unique_lock lock(latest_->mutex);
  if (mail.change.version <= latest_->delivered) return Propagate::on;
  const Thread* const outer = latest_->caller;
  if (outer && outer != &this_thread) {
    if (!latest_->waiting || latest_->waiting->change.version < mail.change.version) latest_->waiting = mail;
    return Propagate::on;
  }
  latest_->caller = &this_thread;
  auto result = Propagate::on;
  FirstError error;
  for (std::optional<Mail> next = mail; next;) {
    latest_->delivered = next->change.version;
    lock.unlock();
    error.guard([&] {
      if (call(*next) == Propagate::stop) result = Propagate::stop;
    });
    next.reset();
    lock.lock();
    // A call inside another one leaves what came meanwhile to the outer one.
    if (!outer && latest_->waiting && latest_->waiting->change.version > latest_->delivered) {
      next.swap(latest_->waiting);
    }
  }
  latest_->caller = outer;
  lock.unlock();
  error.rethrow();
  return result;
}

void ListenerState::post_drain() {
  try {
    // Weakly: work that is never run must not keep the listener, and with it the executor.
    mailbox_->executor().post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->drain();
    });
  } catch (...) {
    mailbox_->not_posted();
    throw;
  }
}

void ListenerState::drain() {
  // What comes while it runs waits for the next turn, so that other work of the executor has its own.
  FirstError error;
  for (auto left = mailbox_->size(); left > 0 && !error; --left) {
    const auto mail = mailbox_->take();
    if (!mail) break;
    error.guard([&] { call_now(*mail); });
  }
  if (mailbox_->go_on()) post_drain();
  error.rethrow();
}

void ListenerState::cancel() noexcept {
  cancelled_ = true;
  if (const auto source = source_.lock()) source->remove_listener(*this);
  if (mailbox_) mailbox_->clear();
  if (in_order_) {
    std::deque<Mail> dropped;
    const std::lock_guard lock(in_order_->mutex);
    dropped.swap(in_order_->queue);
  }
  wait_for_other_threads(*this);
  if (running_ > 0) last_call_releases_ = true;
  if (running_ == 0) release_call();
}

void ListenerState::release_call() noexcept {
  if (!released_.exchange(true)) call_.reset();
}

}  // namespace bonito::detail
