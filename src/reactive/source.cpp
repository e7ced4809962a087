#include "reactive/source.hpp"

#include <algorithm>

#include "bonito/base/error.hpp"
#include "reactive/derived.hpp"
#include "reactive/listener.hpp"
#include "reactive/type_name.hpp"

namespace bonito::detail {
namespace {
std::atomic<std::uint64_t> last_id{0};
}  // namespace

Source::Source(Frozen initial, const std::type_info& type, unsigned height)
    : value_(std::move(initial)),
      version_(value_ ? 1 : 0),
      told_(version_),
      type_(type),
      id_(++last_id),
      height_(height) {}

std::string Source::name() const { return "Observable<" + type_name(type_) + "> #" + std::to_string(id_); }

Reading Source::reading() const {
  const std::lock_guard lock(mutex_);
  return {value_, version_};
}

Round Source::store(Frozen value, const void* origin, bool later) {
  Round round{};
  const std::lock_guard lock(mutex_);
  if (value) value_.swap(value);  // the old value ends without the lock
  told_ = ++version_;
  round.has_dependents = !dependents_.empty();
  if (round.has_dependents) ++graph_moment;
  if (!later && !round.has_dependents && listeners_.empty()) return round;
  round.source = shared_from_this();
  round.value = value_;
  round.change = {origin, told_};
  if (later) return round;
  round.listeners = listeners_;
  queue_in_order(round);
  round.is_queued = true;
  return round;
}

void Source::queue(const Round& round) const {
  const std::lock_guard lock(mutex_);
  queue_in_order(round);
}

// Under the lock under which values get their versions, so that they are queued in that order.
void Source::queue_in_order(const Round& round) const {
  for (const auto& listener : round.listeners.items()) {
    if (!listener->hears_in_order()) return;  // they are the first
    listener->queue(round.change, round.value);
  }
}

Reading Source::add_listener(std::shared_ptr<ListenerState> listener) {
  const std::lock_guard lock(mutex_);
  listener->arrive(++arrivals_);
  if (listener->hears_in_order()) listener->queue_from(version_);
  listeners_.insert(std::move(listener));
  return {value_, version_};
}

void Source::remove_listener(const ListenerState& listener) noexcept {
  ListenerList::Item removed;
  const std::lock_guard lock(mutex_);
  try {
    removed = listeners_.remove(listener);
  } catch (const std::bad_alloc&) {
    // It stays in the list, where rounds pass it over because it is cancelled.
  }
}

ListenerList Source::listeners() const {
  const std::lock_guard lock(mutex_);
  return listeners_;
}

void Source::add_dependent(const std::shared_ptr<Derived>& node) {
  const std::lock_guard lock(mutex_);
  dependents_.push_back({node.get(), node, nullptr});
}

void Source::keep_dependent(const std::shared_ptr<Derived>& node) {
  const std::lock_guard lock(mutex_);
  for (auto& dependent : dependents_) {
    if (dependent.key == node.get()) dependent.kept = node;
  }
}

void Source::remove_dependent(const Derived& node) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(dependents_.begin(), dependents_.end(),
                                  [&](const Dependent& dependent) { return dependent.key == &node; });
  if (found == dependents_.end()) return;
  *found = std::move(dependents_.back());  // their order does not matter
  dependents_.pop_back();
}

void Source::collect_dependents(std::vector<std::shared_ptr<Derived>>& into) const {
  const std::lock_guard lock(mutex_);
  into.reserve(into.size() + dependents_.size());
  for (const auto& dependent : dependents_) {
    if (auto node = dependent.node.lock()) into.push_back(std::move(node));
  }
}

std::shared_ptr<void> Source::attachment(std::shared_ptr<void> (*make)()) {
  const std::lock_guard lock(mutex_);
  if (!attachment_) attachment_ = make();
  return attachment_;
}

void Source::lock_for_update() {
  if (updating_ == &this_thread) {
    throw Failure({Errc::usage, "update() of " + name() +
                                    " was called inside its own edit, whose result would "
                                    "be lost. Make one edit of both."});
  }
  update_mutex_.lock();
  updating_ = &this_thread;
}

void Source::unlock_for_update() noexcept {
  updating_ = nullptr;
  update_mutex_.unlock();
}

void Source::store_computed(Frozen value) {
  const std::lock_guard lock(mutex_);
  value_.swap(value);
  ++version_;
}

Round Source::take_change() {
  Round round{};
  const std::lock_guard lock(mutex_);
  if (told_ == version_) return round;
  told_ = version_;
  round.source = shared_from_this();
  round.value = value_;
  round.change = {nullptr, told_};
  round.listeners = listeners_;
  round.has_dependents = !dependents_.empty();
  queue_in_order(round);
  round.is_queued = true;
  return round;
}

}  // namespace bonito::detail
