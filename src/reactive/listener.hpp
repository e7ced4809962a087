// ListenerState: one listener of one observable. It knows where it runs, whether it runs just now, and
// how to stop.
//
// Owner: the observable's list, rounds under way, and the Subscription. Thread: any.
// Failure: what the listener throws leaves deliver(), or the work posted to its executor.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "bonito/reactive/detail/core.hpp"
#include "reactive/mailbox.hpp"
#include "reactive/thread.hpp"

namespace bonito::detail {

class ListenerState : public std::enable_shared_from_this<ListenerState> {
 public:
  // Of listen_first(), above every priority; and among these first, of those that hear in order.
  static constexpr std::int64_t first_rank = INT64_MAX - 1;
  static constexpr std::int64_t in_order_rank = INT64_MAX;

  ListenerState(std::weak_ptr<Source> source, std::unique_ptr<Call> call, std::int64_t rank, Delivery delivery,
                std::shared_ptr<Executor> executor);
  ~ListenerState();

  bool hears_in_order() const noexcept { return in_order_ != nullptr; }
  // Under the observable's lock: it begins to listen after this version; a newer value has come, and a round will
  // tell it.
  void queue_from(std::uint64_t version) noexcept;
  void queue(const Change& change, const Frozen& value);
  // A round reached it: runs it, or hands the value to its executor. One that hears in order is told what is queued,
  // unless another thread is at that: then that one goes on.
  Propagate deliver(const Change& change, const Frozen& value);
  // Once it returns, the listener does not run on another thread and will not run again.
  void cancel() noexcept;
  bool listening() const noexcept { return !cancelled_ && !source_.expired(); }

  // How many calls are on all stacks, and a lasting promise to wake waiting threads when they return.
  int running() const noexcept { return running_; }

  // The order of a round: rank, then arrival. The observable numbers arrivals under its lock.
  bool before(const ListenerState& other) const noexcept {
    return rank_ != other.rank_ ? rank_ > other.rank_ : arrival_ < other.arrival_;
  }
  void arrive(std::uint64_t number) noexcept { arrival_ = number; }

 private:
  class Running;
  struct Latest;
  struct InOrder;

  Propagate call_now(const Mail& mail);
  Propagate call_latest(const Mail& mail);
  void call_queued();
  void wait_for_caller(std::unique_lock<std::mutex>& lock) const;
  Propagate call(const Mail& mail);
  void post_drain();
  void drain();
  void release_call() noexcept;

  const std::weak_ptr<Source> source_;
  const std::int64_t rank_;
  std::uint64_t arrival_ = 0;
  std::unique_ptr<Call> call_;
  const std::unique_ptr<Latest> latest_;  // if Delivery::latest
  const std::unique_ptr<InOrder> in_order_;
  const std::unique_ptr<Mailbox> mailbox_;  // if it has an executor

  std::atomic<int> running_{0};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> last_call_releases_{false};  // cancel() could not wait for calls on its own stack
  std::atomic<bool> released_{false};
};

}  // namespace bonito::detail
