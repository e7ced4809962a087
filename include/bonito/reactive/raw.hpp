// Hooks for the layer that synchronises observables with browsers: hear first, and know who set.
//
//   auto heard = detail::listen_raw(count, [&](const detail::Change& change, const auto& value) {
//     if (change.origin != this) outbox.mark(binding, value);
//   });
//   detail::set_from(count, 3, this);                   // this browser sent it
//
// Thread: the listener runs on the thread that calls set(), ahead of listeners of any priority. It must be cheap.
// When several threads set, it runs on several at once, and `version` says which value is newer; with
// Hears::in_order it runs on any of them, with one value after the other.
// The origin belongs to the round of exactly this set(): derived observables and what listeners set in
// turn have none (null).
#pragma once
#include "bonito/reactive/observable.hpp"

namespace bonito::detail {

template <class T, class F>
class RawCallOf final : public Call {
 public:
  explicit RawCallOf(F f) : f_(std::move(f)) {}
  Propagate call(const Change& change, const Frozen& value) override {
    std::invoke(f_, change, std::static_pointer_cast<const T>(value));
    return Propagate::on;
  }

 private:
  F f_;
};

// Calls listener(change, value) with a std::shared_ptr<const T>, for every value after `now`.
template <class T, std::invocable<const Change&, const std::shared_ptr<const T>&> F>
Subscription listen_raw(const Observable<T>& observable, F listener, Hears hears, Frozen& now) {
  return listen_first(Access::source(observable), std::make_unique<RawCallOf<T, F>>(std::move(listener)), hears, now);
}
template <class T, std::invocable<const Change&, const std::shared_ptr<const T>&> F>
Subscription listen_raw(const Observable<T>& observable, F listener) {
  Frozen now;
  return listen_raw(observable, std::move(listener), Hears::at_once, now);
}

template <class T>
void set_from(const Observable<T>& observable, std::type_identity_t<T> value, const void* origin) {
  write(Access::source(observable), std::make_shared<T>(std::move(value)), origin);
}

template <class T>
std::shared_ptr<void> attachment_of(const Observable<T>& observable, std::shared_ptr<void> (*make)()) {
  return attachment(Access::source(observable), make);
}

}  // namespace bonito::detail
