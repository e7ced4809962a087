// Mailbox: values on their way to a listener that runs on an executor.
//
// Thread: any puts; only the executor takes. Bound: `capacity` values; then the oldest are dropped, and a
// warning is logged once. With Delivery::latest it holds the newest value only.
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "bonito/reactive/detail/core.hpp"
#include "bonito/reactive/executor.hpp"

namespace bonito::detail {

struct Mail {
  Change change;
  Frozen value;
};

class Mailbox {
 public:
  static constexpr std::size_t capacity = 4096;

  Mailbox(std::shared_ptr<Executor> executor, Delivery delivery) noexcept
      : executor_(std::move(executor)), delivery_(delivery) {}

  Executor& executor() const noexcept { return *executor_; }
  // On the executor with nothing to wait behind?
  bool runs_inline() const noexcept { return executor_->is_current() && size() == 0; }
  std::size_t size() const noexcept;

  // True if the caller has to post a drain: none is under way.
  bool put(Mail mail);
  std::optional<Mail> take();
  bool go_on() noexcept;       // at a drain's end: is another one needed?
  void not_posted() noexcept;  // the drain that put() or go_on() asked for could not be posted
  void clear() noexcept;

 private:
  const std::shared_ptr<Executor> executor_;
  const Delivery delivery_;
  mutable std::mutex mutex_;
  std::list<Mail> mails_;
  bool posted_ = false;
  bool warned_ = false;
};

}  // namespace bonito::detail
