// at_most_every(): a derived observable that holds values back, and a timer that lets the last one go.
#include <mutex>
#include <optional>

#include "bonito/base/timer.hpp"
#include "reactive/derived.hpp"
#include "reactive/propagation.hpp"

namespace bonito::detail {
namespace {

using Clock = std::chrono::steady_clock;

class Throttle final : public Compute {
 public:
  explicit Throttle(Clock::duration interval) : interval_(interval) {}

  void start(const SourcePtr& node) override { late_->node = std::static_pointer_cast<Derived>(node); }

  Frozen compute(std::span<const Frozen> inputs, const Frozen& current) override {
    if (!current || inputs[0] == current) return inputs[0];
    const auto now = Clock::now();
    if (!passed_ || now - *passed_ >= interval_) {
      passed_ = now;
      return inputs[0];
    }
    late_->arm(interval_ - (now - *passed_));
    return current;
  }

 private:
  // What the timer's callback shares with the node.
  struct Late : std::enable_shared_from_this<Late> {
    void arm(Clock::duration delay) {
      const std::lock_guard lock(mutex);
      if (armed) return;
      timer = run_after(delay, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->fire();
      });
      armed = true;
    }
    // The timer is moved here before it may be armed again: only its own thread drops it, without waiting.
    void fire() {
      Timer done;
      {
        const std::lock_guard lock(mutex);
        done = std::move(timer);
        armed = false;
      }
      if (const auto alive = node.lock()) recompute(alive);
    }

    std::weak_ptr<Derived> node;
    std::mutex mutex;
    Timer timer;
    bool armed = false;
  };

  const Clock::duration interval_;
  std::optional<Clock::time_point> passed_;  // when a change last passed; only compute() uses it
  const std::shared_ptr<Late> late_ = std::make_shared<Late>();
};

}  // namespace

SourcePtr make_throttled(const SourcePtr& input, Clock::duration interval, const std::type_info& type) {
  return make_derived({&input, 1}, Hold::strongly, std::make_unique<Throttle>(interval), type);
}

}  // namespace bonito::detail
