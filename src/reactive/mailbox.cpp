#include "reactive/mailbox.hpp"

#include <string>

#include "bonito/base/log.hpp"

namespace bonito::detail {

std::size_t Mailbox::size() const noexcept {
  const std::lock_guard lock(mutex_);
  return mails_.size();
}

bool Mailbox::put(Mail mail) {
  // One node, made and dropped without the lock: values may own anything.
  std::list<Mail> arriving;
  arriving.push_back(std::move(mail));
  std::list<Mail> dropped;
  bool post = false;
  bool warn = false;
  {
    const std::lock_guard lock(mutex_);
    if (delivery_ == Delivery::latest && !mails_.empty()) {
      if (mails_.front().change.version >= arriving.front().change.version) return false;
      dropped.swap(mails_);
    } else if (mails_.size() == capacity) {
      dropped.splice(dropped.end(), mails_, mails_.begin());
      warn = !std::exchange(warned_, true);
    }
    mails_.splice(mails_.end(), arriving);
    post = !std::exchange(posted_, true);
  }
  if (warn) {
    log(LogLevel::warning, LogOwner::app,
        "A listener's executor has fallen behind: " + std::to_string(capacity) +
            " values wait for it, and from now on the oldest are dropped. Use Delivery::latest, or set() less often.");
  }
  return post;
}

std::optional<Mail> Mailbox::take() {
  std::list<Mail> taken;
  const std::lock_guard lock(mutex_);
  if (mails_.empty()) return std::nullopt;
  taken.splice(taken.end(), mails_, mails_.begin());
  return std::move(taken.front());
}

bool Mailbox::go_on() noexcept {
  const std::lock_guard lock(mutex_);
  posted_ = !mails_.empty();
  return posted_;
}

void Mailbox::not_posted() noexcept {
  const std::lock_guard lock(mutex_);
  posted_ = false;
}

void Mailbox::clear() noexcept {
  std::list<Mail> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(mails_);
}

}  // namespace bonito::detail
