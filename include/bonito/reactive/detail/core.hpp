// What the templates of this layer stand on: values without their type, and functions compiled once.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <typeinfo>

#include "bonito/reactive/subscription.hpp"

namespace bonito::detail {

using SourcePtr = std::shared_ptr<Source>;   // the state that handles share
using Frozen = std::shared_ptr<const void>;  // a value that nobody changes any more

struct Change {
  const void* origin;     // who set it, if set_from() did
  std::uint64_t version;  // grows with every set() of one observable
};

// A listener without its type.
class Call {
 public:
  virtual ~Call() = default;
  virtual Propagate call(const Change& change, const Frozen& value) = 0;
};

// A derived observable's function without its types.
class Compute {
 public:
  virtual ~Compute() = default;
  // The node it computes for; called once, before the first compute().
  virtual void start(const SourcePtr& /*node*/) {}
  // The new value; `current` itself if nothing changes. `current` is null the first time. An input that
  // is gone (Hold::weakly) is null.
  virtual Frozen compute(std::span<const Frozen> inputs, const Frozen& current) = 0;
};

enum class Hold { strongly, weakly };  // how a derived observable holds its inputs

SourcePtr make_source(Frozen initial, const std::type_info& type);
SourcePtr make_derived(std::span<const SourcePtr> inputs, Hold hold, std::unique_ptr<Compute> function,
                       const std::type_info& type);
SourcePtr make_throttled(const SourcePtr& input, std::chrono::steady_clock::duration interval,
                         const std::type_info& type);

Frozen read(const SourcePtr& source);
// What another layer keeps beside the value: made once, on first use, and shared by all who ask.
std::shared_ptr<void> attachment(const SourcePtr& source, std::shared_ptr<void> (*make)());
void write(const SourcePtr& source, Frozen value, const void* origin);
void notify(const SourcePtr& source);

Subscription listen(const SourcePtr& source, std::unique_ptr<Call> listener, const ListenOptions& options,
                    std::shared_ptr<Executor> executor);
// Ahead of every priority, on a setter's thread. When several set at once: `at_once`, on each setter's own, and an
// older value may come last; `in_order`, one call at a time, in the order of versions, on the thread of any of them.
// `now`: the value at that moment; the listener hears every one after it.
enum class Hears { at_once, in_order };
Subscription listen_first(const SourcePtr& source, std::unique_ptr<Call> listener, Hears hears, Frozen& now);
// The same as listen(), but the subscription also holds `node`; detach() hands it to its inputs.
Subscription listen_to_node(SourcePtr node, std::unique_ptr<Call> listener, const ListenOptions& options,
                            std::shared_ptr<Executor> executor);
Subscription connect(const SourcePtr& from, const SourcePtr& to);

void run_batch(void (*edits)(void*), void* closure);

// Keeps other update()s of one observable away while its value is edited.
class Edit {
 public:
  explicit Edit(const SourcePtr& source);
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;
  ~Edit();
  void commit(Frozen value);  // stores it, lets others edit, and then tells the listeners

 private:
  void unlock() noexcept;
  SourcePtr source_;
  bool locked_ = true;
};

template <class T>
const T& value_of(const Frozen& frozen) noexcept {
  return *static_cast<const T*>(frozen.get());
}

template <class F, class... T>
Propagate call_with(F& f, const T&... values) {
  if constexpr (std::is_same_v<std::invoke_result_t<F&, const T&...>, Propagate>) {
    return std::invoke(f, values...);
  } else {
    static_cast<void>(std::invoke(f, values...));
    return Propagate::on;
  }
}

template <class F, class... T>
Propagate call_listener(F& f, const T&... values) {
  if constexpr (std::invocable<F&, const T&...>) {
    return call_with(f, values...);
  } else {
    return call_with(f);
  }
}

template <class T, class F>
class CallOf final : public Call {
 public:
  explicit CallOf(F f) : f_(std::move(f)) {}
  Propagate call(const Change&, const Frozen& value) override { return call_listener(f_, value_of<T>(value)); }

 private:
  F f_;
};

template <class O>
std::shared_ptr<Executor> executor_of(O& owner) {
  if constexpr (ExecutingOwner<O>) {
    return owner.executor();
  } else {
    return nullptr;
  }
}

// What a derived observable of F holds.
template <class F, class... T>
using Computed = std::decay_t<std::invoke_result_t<F&, const T&...>>;

template <class F, class... T>
class ComputeOf final : public Compute {
 public:
  explicit ComputeOf(F f) : f_(std::move(f)) {}
  Frozen compute(std::span<const Frozen> inputs, const Frozen&) override {
    return compute(inputs, std::index_sequence_for<T...>());
  }

 private:
  template <std::size_t... I>
  Frozen compute(std::span<const Frozen> inputs, std::index_sequence<I...>) {
    return std::make_shared<Computed<F, T...>>(std::invoke(f_, value_of<T>(inputs[I])...));
  }
  F f_;
};

template <class T>
class ComputeDistinct final : public Compute {
 public:
  Frozen compute(std::span<const Frozen> inputs, const Frozen& current) override {
    return current && value_of<T>(inputs[0]) == value_of<T>(current) ? current : inputs[0];
  }
};

}  // namespace bonito::detail
