#include "session/outbox.hpp"

#include <algorithm>
#include <utility>

#include "bonito/wire/frame.hpp"
#include "bonito/wire/value.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t most_waiting = 1u << 20;  // entries, about 48 MiB; only Delivery::every can come near

}  // namespace

struct Outbox::Binding {
  SlotGiver::Kind kind;
  std::uint32_t slot;
  std::string name;  // of a mirror; others have none
  std::shared_ptr<const Live> live;
  std::atomic<bool> waiting = false;  // an entry for the newest value is in the queue
  bool introduced = false;            // the browser knows this mirror
  Subscription subscription;
};

Outbox::Outbox(std::function<void()> wake, std::function<void(std::exception_ptr)> failed)
    : wake_(std::move(wake)), failed_(std::move(failed)) {}
Outbox::~Outbox() { end(); }

Outbox::Binding& Outbox::add(SlotGiver::Kind kind, std::uint32_t slot, std::shared_ptr<const Live> live,
                             std::string name) {
  auto made = std::make_unique<Binding>();
  made->kind = kind;
  made->slot = slot;
  made->name = std::move(name);
  made->live = std::move(live);
  Binding& binding = *bindings_.emplace_back(std::move(made));
  binding.subscription = binding.live->listen(
      [this, &binding](const Change& change, const Live::Snapshot& snapshot) { changed(binding, change, snapshot); });
  return binding;
}

SlotGiver::Bound Outbox::bind(SlotGiver::Kind kind, std::uint32_t slot, std::shared_ptr<const Live> live) {
  Binding& binding = add(kind, slot, std::move(live), "");
  auto snapshot = binding.live->snapshot();
  // A property has no place in the markup: its first value travels.
  if (kind == SlotGiver::Kind::property) changed(binding, {}, snapshot);
  return {slot, std::move(snapshot)};
}

void Outbox::mirror(std::uint32_t slot, std::string_view name, std::shared_ptr<const Live> live) {
  Binding& binding = add(SlotGiver::Kind::property, slot, std::move(live), std::string(name));
  changed(binding, {}, binding.live->snapshot());
}

Result<bool> Outbox::assign(std::uint32_t slot, const Value& value) const {
  const auto found = std::ranges::lower_bound(bindings_, slot, {}, [](const auto& binding) { return binding->slot; });
  if (found == bindings_.end() || (*found)->slot != slot || (*found)->name.empty()) return false;
  const Binding& binding = **found;
  return binding.live->assign(value, &binding);
}

void Outbox::changed(Binding& binding, const Change& change, const Live::Snapshot& snapshot) {
  if (change.origin == &binding) return;  // its browser said so
  if (binding.live->delivery() == Delivery::every) return push({&binding, snapshot, {}});
  if (!binding.waiting.exchange(true)) push({&binding, nullptr, {}});
}

void Outbox::show_error(std::string text) { push({nullptr, nullptr, std::move(text)}); }

void Outbox::push(Entry entry) {
  {
    const std::lock_guard lock(mutex_);
    if (overflown_) return;
    if (waiting_.size() >= most_waiting) {
      overflown_ = true;
    } else {
      waiting_.push_back(std::move(entry));
      if (waiting_.size() > 1) return;  // somebody has woken the session already
    }
  }
  wake_();
}

void Outbox::say_everything() {
  std::vector<Entry> all;
  for (const auto& binding : bindings_) {
    binding->waiting = true;
    binding->introduced = false;
    all.push_back({binding.get(), nullptr, {}});
  }
  const std::lock_guard lock(mutex_);
  // Values kept for Delivery::every come after the value the browser starts from.
  for (auto* queue : {&taking_, &waiting_}) {
    for (Entry& entry : *queue) {
      const bool kept = entry.binding == nullptr || entry.snapshot != nullptr;
      if (kept) all.push_back(std::move(entry));
    }
    queue->clear();
  }
  taken_ = 0;
  left_over_ = false;
  waiting_ = std::move(all);
}

bool Outbox::empty() const {
  if (left_over_) return false;
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

bool Outbox::take(Bytes& frame, std::size_t enough) {
  if (taken_ == taking_.size()) {
    taking_.clear();
    taken_ = 0;
    const std::lock_guard lock(mutex_);
    taking_.swap(waiting_);
  }
  if (taking_.empty()) return false;
  while (taken_ < taking_.size() && frame.size() < enough) {
    write_or_leave_out(frame, taking_[taken_]);
    taking_[taken_++].snapshot.reset();
  }
  left_over_ = taken_ < taking_.size();
  if (!left_over_ && taking_.capacity() > 1024) taking_.shrink_to_fit();
  return true;
}

void Outbox::write_or_leave_out(Bytes& frame, const Entry& entry) {
  const auto size = frame.size();
  const bool introduced = entry.binding && entry.binding->introduced;
  try {
    Encoder out(frame);
    write(out, entry);
  } catch (...) {  // of the program's own to_value, or too large
    frame.resize(size);
    if (entry.binding) entry.binding->introduced = introduced;
    failed_(std::current_exception());
  }
}

void Outbox::write(Encoder& out, const Entry& entry) {
  if (!entry.binding) {
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::error));
    return out.text(entry.error);
  }
  Binding& binding = *entry.binding;
  Live::Snapshot snapshot = entry.snapshot;
  if (!snapshot) {
    binding.waiting = false;  // before reading: what is set from here on asks for its own entry
    snapshot = binding.live->snapshot();
  }
  const bool introduce = !binding.name.empty() && !std::exchange(binding.introduced, true);
  out.unsigned_integer(static_cast<std::uint8_t>(introduce ? ServerOp::mirror : ServerOp::set));
  out.unsigned_integer(binding.slot);
  if (introduce) out.text(binding.name);
  if (binding.kind == SlotGiver::Kind::url && is_dangerous_url(binding.live->text(snapshot))) {
    return out.text(blocked_url);
  }
  binding.live->encode(snapshot, out);
}

void Outbox::end() {
  for (const auto& binding : bindings_) binding->subscription.cancel();
  std::vector<Entry> dropped;  // destroyed without the lock: the values are the program's
  {
    const std::lock_guard lock(mutex_);
    dropped.swap(waiting_);
  }
  taking_.clear();
  taken_ = 0;
  left_over_ = false;
  bindings_.clear();
}

}  // namespace bonito::detail
