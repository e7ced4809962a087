#include "reactive/derived.hpp"

#include <algorithm>
#include <queue>

#include "reactive/thread.hpp"

namespace bonito::detail {
namespace {

unsigned height_above(std::span<const SourcePtr> inputs) noexcept {
  unsigned height = 0;
  for (const auto& input : inputs) height = std::max(height, input->height());
  return height + 1;
}

class Computing {
 public:
  explicit Computing(const Source& node) noexcept : frame_{&node, this_thread.computes} {
    this_thread.computes = &frame_;
  }
  Computing(const Computing&) = delete;
  Computing& operator=(const Computing&) = delete;
  ~Computing() { this_thread.computes = frame_.below; }

 private:
  ComputeFrame frame_;
};

class InsideFunction {
 public:
  InsideFunction() noexcept { ++this_thread.functions; }
  InsideFunction(const InsideFunction&) = delete;
  InsideFunction& operator=(const InsideFunction&) = delete;
  ~InsideFunction() { --this_thread.functions; }
};

}  // namespace

Derived::Derived(std::span<const SourcePtr> inputs, Hold hold, std::unique_ptr<Compute> function,
                 const std::type_info& type)
    : Source(nullptr, type, height_above(inputs)), function_(std::move(function)) {
  for (const auto& input : inputs) {
    inputs_.push_back(hold == Hold::strongly ? Input{input, {}} : Input{nullptr, input});
  }
}

Derived::~Derived() {
  for (const auto& input : inputs_) {
    if (const auto source = input.lock()) source->remove_dependent(*this);
  }
}

void Derived::start() {
  const auto self = std::static_pointer_cast<Derived>(shared_from_this());
  function_->start(self);
  // It joins before it computes, so that no change is missed.
  for (const auto& input : inputs_) {
    if (const auto source = input.lock()) source->add_dependent(self);
  }
  refresh();
  if (auto error = take_error()) std::rethrow_exception(std::move(error));
  take_change();
  started_ = true;
}

void Derived::keep() {
  const auto self = std::static_pointer_cast<Derived>(shared_from_this());
  for (const auto& input : inputs_) {
    if (const auto source = input.lock()) source->keep_dependent(self);
  }
}

void Derived::expire() {
  expired_ = true;
  ++graph_moment;
}

std::exception_ptr Derived::take_error() noexcept {
  const std::lock_guard lock(error_mutex_);
  return std::exchange(error_, nullptr);
}

// All inputs should be read as they stood at one moment, but another thread may set what two of them derive
// from while this one reads. Then it looks again, until it reads the same twice. Each thread that interferes
// comes to wait for this computation before it sets again; only a function that sets its own input would go
// on for ever, which is why there is a last attempt.
void Derived::refresh() {
  Seen seen;
  for (int attempts_left = 100; attempts_left >= 0; --attempts_left) {
    const std::uint64_t moment = graph_moment;
    if (checked_ >= moment || is_computed_here()) return;
    const auto is_done = [&](Derived& node) {
      return node.refresh_from_inputs(moment, attempts_left > 0 ? &seen : nullptr) == Outcome::done;
    };
    const auto inputs = stale_inputs(moment);
    if (std::all_of(inputs.begin(), inputs.end(), [&](const NodePtr& node) { return is_done(*node); }) &&
        is_done(*this)) {
      return;
    }
  }
}

// What this node derives from, as far as it may be out of date; in the order of computing.
std::vector<Derived::NodePtr> Derived::stale_inputs(std::uint64_t moment) const {
  struct Lower {
    bool operator()(const NodePtr& a, const NodePtr& b) const noexcept { return a->comes_before(*b); }
  };
  std::priority_queue<NodePtr, std::vector<NodePtr>, Lower> open;
  const auto open_inputs_of = [&](const Derived& node) {
    for (const auto& input : node.inputs_) {
      const auto source = input.lock();
      if (!source || !source->is_derived()) continue;
      auto derived = std::static_pointer_cast<Derived>(source);
      if (derived->checked_ < moment) open.push(std::move(derived));
    }
  };
  std::vector<NodePtr> stale;
  for (open_inputs_of(*this); !open.empty();) {
    auto node = open.top();
    open.pop();
    if (!stale.empty() && stale.back() == node) continue;
    open_inputs_of(*node);
    stale.push_back(std::move(node));
  }
  std::reverse(stale.begin(), stale.end());
  return stale;
}

Derived::Outcome Derived::refresh_from_inputs(std::uint64_t moment, Seen* seen) {
  Readings readings;  // outlives the lock
  if (is_computed_here()) return Outcome::done;
  std::unique_lock lock(compute_mutex_, std::defer_lock);
  if (this_thread.functions == 0) {
    lock.lock();
  } else if (!lock.try_lock()) {
    // A function reads what it did not declare. Two that read each other would wait for ever.
    return Outcome::done;
  }
  if (checked_ >= moment) return Outcome::done;
  const Computing computing(*this);
  readings = read_inputs(moment);
  if (is_new(readings)) {
    if (seen && inputs_.size() > 1 && graph_moment != moment) {
      auto& last_time = (*seen)[this];
      if (last_time != readings.versions) {
        last_time = readings.versions;
        return Outcome::look_again;
      }
    }
    compute(readings);
  }
  if (readings.fresh) checked_ = moment;
  return Outcome::done;
}

bool Derived::is_computed_here() const noexcept {
  for (auto* frame = this_thread.computes; frame; frame = frame->below) {
    if (frame->node == this) return true;
  }
  return false;
}

Derived::Readings Derived::read_inputs(std::uint64_t moment) const {
  Readings readings;
  readings.values.reserve(inputs_.size());
  readings.versions.reserve(inputs_.size());
  for (const auto& input : inputs_) {
    const auto source = input.lock();
    auto [value, version] = source ? source->reading() : Reading{nullptr, input.used};
    readings.values.push_back(std::move(value));
    readings.versions.push_back(version);
    if (source && source->is_derived() && static_cast<const Derived&>(*source).checked_ < moment) {
      readings.fresh = false;
    }
  }
  return readings;
}

bool Derived::is_new(const Readings& readings) const noexcept {
  if (expired_) return true;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (readings.versions[i] != inputs_[i].used) return true;
  }
  return false;
}

void Derived::compute(Readings& readings) {
  expired_ = false;
  readings.before = reading().value;
  for (std::size_t i = 0; i < inputs_.size(); ++i) inputs_[i].used = readings.versions[i];
  std::exception_ptr error;
  try {
    const InsideFunction inside;
    auto value = function_->compute(readings.values, readings.before);
    if (value != readings.before) store_computed(std::move(value));
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(error_mutex_);
  error_.swap(error);
}

}  // namespace bonito::detail
