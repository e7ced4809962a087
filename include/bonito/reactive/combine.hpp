// combine(): several observables, heard as one.
//
//   auto area  = combine(width, height).map([](int w, int h) { return w * h; });
//   auto heard = combine(name, age).on([](const std::string& n, int a) { … });
//
// A change of several inputs at once (a diamond, a batch) is one call, with the values of one moment.
// Owner: a Combined holds its inputs, and so does what its map() makes; a subscription does not.
// Thread, failure: as for Observable.
#pragma once
#include <array>

#include "bonito/reactive/observable.hpp"

namespace bonito {

template <class... T>
class Combined {
 public:
  explicit Combined(const Observable<T>&... inputs) : inputs_{detail::Access::source(inputs)...} {}

  // Calls listener(values...), or listener(), whenever one or more of the inputs changed.
  Subscription on(Listener<T...> auto listener, ListenOptions options = {}) const {
    return listen(std::move(listener), options, nullptr);
  }
  void on(Owner auto& owner, Listener<T...> auto listener, ListenOptions options = {}) const {
    owner.own(listen(std::move(listener), options, detail::executor_of(owner)));
  }

  template <class F>
  requires std::invocable<F&, const T&...>
  auto map(F f) const -> Observable<detail::Computed<F, T...>> {
    using R = detail::Computed<F, T...>;
    return detail::Access::handle<R>(detail::make_derived(
        inputs_, detail::Hold::strongly, std::make_unique<detail::ComputeOf<F, T...>>(std::move(f)), typeid(R)));
  }

 private:
  using Values = std::array<detail::Frozen, sizeof...(T)>;

  // The newest values together; of an input that is gone, the last.
  class Gather final : public detail::Compute {
   public:
    detail::Frozen compute(std::span<const detail::Frozen> inputs, const detail::Frozen& current) override {
      auto values = std::make_shared<Values>();
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        (*values)[i] = inputs[i] ? inputs[i] : detail::value_of<Values>(current)[i];
      }
      return values;
    }
  };

  template <class F>
  class CallAll final : public detail::Call {
   public:
    explicit CallAll(F f) : f_(std::move(f)) {}
    Propagate call(const detail::Change&, const detail::Frozen& values) override {
      return call(detail::value_of<Values>(values), std::index_sequence_for<T...>());
    }

   private:
    template <std::size_t... I>
    Propagate call(const Values& values, std::index_sequence<I...>) {
      return detail::call_listener(f_, detail::value_of<T>(values[I])...);
    }
    F f_;
  };

  template <class F>
  Subscription listen(F listener, const ListenOptions& options, std::shared_ptr<Executor> executor) const {
    return detail::listen_to_node(
        detail::make_derived(inputs_, detail::Hold::weakly, std::make_unique<Gather>(), typeid(Combined)),
        std::make_unique<CallAll<F>>(std::move(listener)), options, std::move(executor));
  }

  std::array<detail::SourcePtr, sizeof...(T)> inputs_;
};

template <class... T>
requires(sizeof...(T) > 0) Combined<T...> combine(const Observable<T>&... inputs) { return Combined<T...>(inputs...); }

}  // namespace bonito
