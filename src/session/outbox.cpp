#include "session/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bonito::detail {
namespace {

constexpr std::size_t entry_weight = 96;  // an entry and its share of the queue, and the value's own block

}  // namespace

Outbox::Outbox(std::function<void()> wake, std::function<void(std::exception_ptr)> failed, std::size_t budget,
               std::size_t most_once)
    : wake_(std::move(wake)), failed_(std::move(failed)), most_once_(most_once), budget_(budget) {}
Outbox::~Outbox() { end(); }

Live::Snapshot Outbox::add(std::shared_ptr<Binding> binding, bool tell) {
  return listen(bindings_.emplace_back(std::move(binding)), tell);
}

Live::Snapshot Outbox::listen(const std::shared_ptr<Binding>& binding, bool tell) {
  Binding& added = *binding;
  Live::Snapshot now;
  const auto hear = [this, &added](const Change& change, const Live::Snapshot& snapshot) {
    changed(added, change, snapshot);
  };
  added.subscription = added.listen(hear, now);
  if (added.delivery == Delivery::every) {
    const std::lock_guard lock(mutex_);
    if (!added.heard) added.heard = now;
  }
  if (!tell) return now;
  if (added.delivery == Delivery::every) {
    introduce(binding, now);
  } else {
    this->tell(added);
  }
  return now;
}

std::shared_ptr<Binding> Outbox::at(std::uint32_t slot) const {
  const auto found = std::ranges::lower_bound(bindings_, slot, {}, [](const auto& binding) { return binding->slot; });
  return found != bindings_.end() && (*found)->slot == slot ? *found : nullptr;
}

void Outbox::rebind(std::shared_ptr<Binding> binding, bool tell) {
  const auto slot_of = [](const auto& each) { return each->slot; };
  const auto found = std::ranges::lower_bound(bindings_, binding->slot, {}, slot_of);
  if (found == bindings_.end() || (*found)->slot != binding->slot) return;
  const auto before = std::exchange(*found, std::move(binding));
  before->gone = true;
  before->subscription.cancel();
  long_.forget(*before);
  look_for_long();
  listen(*found, tell);
}

// Its values begin with `now`, even if others have come since.
void Outbox::introduce(const std::shared_ptr<Binding>& binding, const Live::Snapshot& now) {
  {
    const std::lock_guard lock(mutex_);
    Entry first{binding, now, entry_weight + binding->weight(now)};
    weight_ += first.weight;
    ++kept_;
    waiting_.insert(std::ranges::find(waiting_, binding, &Entry::binding), std::move(first));
  }
  wake_();
}

void Outbox::note(Binding& binding) {
  if (!binding.waiting.exchange(true)) push({binding.shared_from_this(), nullptr});
}

void Outbox::tell(Binding& binding) {
  if (!is_writing_) return note(binding);
  if (!binding.waiting.exchange(true)) behind_.push_back({binding.shared_from_this(), nullptr});
}

void Outbox::announce(std::shared_ptr<Announcement> announcement) {
  const auto weight = entry_weight + announcement->weight(nullptr);
  push({std::move(announcement), nullptr, weight});
}

bool Outbox::say_once(std::shared_ptr<Announcement> announcement) {
  const auto weight = entry_weight + announcement->weight(nullptr);
  if (once_weight_ + weight > most_once_) return false;
  once_weight_ += weight;
  push({std::move(announcement), nullptr, 0, true});
  return true;
}

void Outbox::applied(std::uint64_t number) {
  while (!said_.empty() && said_.front().number <= number) {
    once_weight_ -= entry_weight + said_.front().once->weight(nullptr);
    said_.pop_front();
  }
}

template <class Goes>
void Outbox::forget_if(Goes goes) {
  std::vector<std::shared_ptr<Binding>> gone;
  std::erase_if(bindings_, [&](std::shared_ptr<Binding>& binding) {
    if (!goes(*binding)) return false;
    binding->gone = true;
    gone.push_back(std::move(binding));
    return true;
  });
  for (const auto& binding : gone) {
    binding->subscription.cancel();
    long_.forget(*binding);
  }
  look_for_long();
  for (const auto& binding : gone) binding->forgotten();  // which may have others go
}

void Outbox::forget(const void* owner) {
  forget_if([&](const Binding& binding) { return binding.owner == owner; });
}

void Outbox::forget(const std::vector<std::uint32_t>& slots) {
  if (slots.empty()) return;
  forget_if([&](const Binding& binding) { return std::ranges::binary_search(slots, binding.slot); });
}

Result<bool> Outbox::assign(std::uint32_t slot, const Value& value) {
  const auto binding = at(slot);
  if (!binding) return false;
  struct Assigning {
    std::atomic<std::thread::id>& by;
    ~Assigning() { by = std::thread::id(); }
  } const assigning{assigning_};
  assigning_ = std::this_thread::get_id();
  return binding->assign(value);
}

void Outbox::changed(Binding& binding, const Change& change, const Live::Snapshot& snapshot) {
  // Its browser said so. On another thread, this follows an older value that the thread has just told.
  const bool is_said = change.origin == &binding && assigning_.load() == std::this_thread::get_id();
  if (is_said && !is_behind(binding)) {
    if (binding.delivery == Delivery::latest) return;
    auto newest = snapshot;
    const std::lock_guard lock(mutex_);
    return binding.heard.swap(newest);
  }
  if (binding.delivery == Delivery::latest) return note(binding);
  push({binding.shared_from_this(), snapshot, entry_weight + binding.weight(snapshot)});
}

// Is there an older value that this browser will hear after it has set a newer one itself? On the strand.
bool Outbox::is_behind(const Binding& binding) const {
  if (kept_ == 0 && long_.empty()) return false;
  const auto tells = [&](const Entry& entry) { return entry.binding.get() == &binding; };
  if (long_.holds(binding)) return true;
  if (std::any_of(taking_.begin() + static_cast<std::ptrdiff_t>(taken_), taking_.end(), tells)) return true;
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(waiting_, tells);
}

void Outbox::push(Entry entry) {
  std::vector<Entry> dropped;  // destroyed without the lock: the values are the program's
  auto heard = entry.kept;
  {
    const std::lock_guard lock(mutex_);
    if (entry.kept) entry.binding->heard.swap(heard);
    if (entry.kept && keeping_ && weight_ + long_.weight() + entry.weight > budget_) {
      keeping_ = false;
      overflown_ = true;
      drop_kept(waiting_, dropped);
    }
    if (entry.kept && !keeping_) {
      if (entry.binding->waiting.exchange(true)) return;
      entry = {std::move(entry.binding), nullptr};
    }
    const bool is_announcement = !entry.kept && entry.weight > 0;
    if (is_announcement && weight_ + entry.weight > budget_) return;  // one too many
    weight_ += entry.weight;
    if (entry.kept || entry.is_once) ++kept_;
    waiting_.push_back(std::move(entry));
    if (waiting_.size() > 1) return;  // somebody has woken the session already
  }
  wake_();
}

void Outbox::release(Entry& entry) noexcept {
  weight_ -= entry.weight;
  if (entry.kept || entry.is_once) --kept_;
}

void Outbox::drop_kept(std::vector<Entry>& entries, std::vector<Entry>& dropped) {
  std::erase_if(entries, [&](Entry& entry) {
    if (!entry.kept) return false;
    release(entry);
    dropped.push_back(std::move(entry));
    return true;
  });
}

void Outbox::say_everything(std::uint64_t received) {
  std::vector<Entry> old;  // destroyed without the lock
  old.swap(taking_);
  old.erase(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(std::exchange(taken_, 0)));
  left_over_ = false;
  long_.clear();

  const std::lock_guard lock(mutex_);  // what changes from here on gets an entry after these
  std::vector<Entry> all;
  for (const auto& binding : bindings_) {
    binding->stopped = false;
    if (!binding->start_anew(received) && !binding->waiting) continue;
    binding->waiting = true;
    all.push_back({binding, nullptr});
  }
  overflown_ = false;
  // What was said once in a frame that is still on its way is not said again.
  const auto lost = std::ranges::upper_bound(said_, received, {}, &Said::number);
  for (auto each = lost; each != said_.end(); ++each) all.push_back({std::move(each->once), nullptr, 0, true});
  kept_ += static_cast<std::size_t>(said_.end() - lost);
  said_.erase(lost, said_.end());
  for (auto* entries : {&old, &waiting_}) {
    for (Entry& entry : *entries) {
      const bool is_announcement = entry.binding->owner == nullptr;
      if (is_announcement)
        all.push_back(std::move(entry));
      else
        release(entry);
    }
  }
  catching_up_ = all.size();
  keeping_ = catching_up_ == 0;
  waiting_.swap(all);
  std::ranges::move(all, std::back_inserter(old));
}

void Outbox::say_places_of(const std::vector<const void*>& owners) {
  for (const auto& binding : bindings_) {
    const bool is_theirs = std::ranges::find(owners, binding->owner) != owners.end();
    if (is_theirs && binding->is_place() && binding->start_anew(0)) note(*binding);
  }
}

void Outbox::say_scripts_of(const std::vector<const void*>& owners) {
  for (const auto& binding : bindings_) {
    if (binding->is_script() && std::ranges::find(owners, binding->owner) != owners.end()) note(*binding);
  }
}

bool Outbox::empty() const {
  if (left_over_) return false;
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

// What is newest when values are kept again comes before these. Under the lock.
void Outbox::keep_from_now_on() {
  keeping_ = true;
  const auto freeze_these = [this](std::vector<Entry>& entries, std::size_t first) {
    for (std::size_t i = first; i < entries.size(); ++i) {
      Entry& entry = entries[i];
      if (entry.kept) continue;
      freeze(entry);
      if (!entry.kept) continue;
      weight_ += entry.weight;
      ++kept_;
    }
  };
  freeze_these(taking_, taken_);
  freeze_these(waiting_, 0);
}

// What an entry of Delivery::every will tell, if it was the newest up to now: that goes with what is heard after it.
// Under the lock.
void Outbox::freeze(Entry& entry) {
  Binding& binding = *entry.binding;
  if (binding.delivery != Delivery::every) return;
  entry.kept = binding.heard;
  if (!entry.kept) return;  // an announcement
  entry.weight = entry_weight + binding.weight(entry.kept);
  binding.waiting = false;
}

SharedBytes Outbox::take(FrameEnd end, const Room& room) {
  if (taken_ == taking_.size()) {
    taking_.clear();
    taken_ = 0;
    const std::lock_guard lock(mutex_);
    taking_.swap(waiting_);
  }
  while (taken_ < taking_.size() && end.messages.size() < room.enough) {
    // It may be written while its own writing changes the queue: a region renders what the program makes of it.
    Entry entry = std::move(taking_[taken_++]);
    release(entry);
    if (!entry.kept) {
      const std::lock_guard lock(mutex_);
      freeze(entry);
      if (catching_up_ > 0 && --catching_up_ == 0) keep_from_now_on();
    }
    if (!entry.binding->gone) write_or_leave_out(end, entry);
    put_behind();
  }
  SharedBytes tail;
  if (long_.wants_frame()) {
    auto taken = long_.take(end.messages, room.part, room.bulk);
    tail = std::move(taken.tail);
    if (taken.again) note(*taken.again);
  }
  left_over_ = taken_ < taking_.size() || long_.wants_frame();
  if (taken_ == taking_.size() && taking_.capacity() > 1024) {
    taking_ = {};
    taken_ = 0;
  }
  return tail;
}

// What belongs to what has just been written, before all that was asked for later.
void Outbox::put_behind() {
  if (behind_.empty()) return;
  if (catching_up_ > 0) catching_up_ += behind_.size();
  taking_.insert(taking_.begin() + static_cast<std::ptrdiff_t>(taken_), std::move_iterator(behind_.begin()),
                 std::move_iterator(behind_.end()));
  behind_.clear();
}

void Outbox::end_bulk() {
  if (const auto again = long_.end_bulk()) note(*again);
  look_for_long();
}

// The one before the first has gone: it may want a frame.
void Outbox::look_for_long() {
  if (!long_.wants_frame() || left_over_.exchange(true)) return;
  wake_();
}

void Outbox::write_or_leave_out(FrameEnd end, Entry& entry) {
  const auto size = end.messages.size();
  std::exception_ptr thrown;
  is_writing_ = true;
  try {
    write(end, entry);
  } catch (...) {  // of the program's own to_value, or too large
    thrown = std::current_exception();
  }
  is_writing_ = false;
  if (!thrown) return;
  end.messages.resize(size);
  failed_(thrown);
}

void Outbox::write(FrameEnd end, Entry& entry) {
  Binding& binding = *entry.binding;
  if (entry.is_once) {
    said_.push_back({end.number, entry.binding});
    binding.write(end, nullptr);
    return;
  }
  if (!entry.kept) {
    binding.waiting = false;  // before reading: what is set from here on asks for its own entry
    if (!long_.make_way(binding)) return;
  } else if (long_.holds(binding)) {
    Bytes message;
    if (auto whole = binding.write({message, end.number}, entry.kept))
      return long_.add(entry.binding, std::move(*whole), entry.weight);
    return long_.add(entry.binding, {std::move(message), {}}, entry.weight);
  }
  if (auto whole = binding.write(end, entry.kept)) long_.add(entry.binding, std::move(*whole), entry.weight);
}

void Outbox::end() {
  for (const auto& binding : bindings_) binding->subscription.cancel();
  std::vector<Entry> dropped;
  {
    const std::lock_guard lock(mutex_);
    dropped.swap(waiting_);
    keeping_ = false;
  }
  taking_.clear();
  taken_ = 0;
  behind_.clear();
  said_.clear();
  once_weight_ = 0;
  weight_ = 0;
  kept_ = 0;
  left_over_ = false;
  long_.clear();
  bindings_.clear();
}

}  // namespace bonito::detail
