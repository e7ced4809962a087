// Observable: a value that tells others when it changes.
//
//   auto count  = Observable<int>{0};
//   auto twice  = count.map([](int n) { return 2 * n; });
//   auto heard  = twice.on([](int n) { std::cout << n << '\n'; });
//   count.set(21);                                      // prints 42
//
// The contract; observable_test.cpp has a test for each line:
//
//  1. Copies of a handle share one value. A handle keeps its value alive; a subscription does not.
//  2. A round of listeners is the list as it stood when `set()` was called. One cancelled
//     meanwhile is not called; one added meanwhile waits for the next round.
//  3. `set()` inside a listener is allowed, to a bounded depth; beyond it, an error that names the cycle.
//  4. No lock is held while a listener runs.
//  5. When `cancel()` returns, the listener is not running on another thread and will not run again.
//  6. A listener may cancel itself or any other.
//  7. An exception does not stop the round; the first reaches whoever called `set()`, and from a
//     browser event that is the session's error boundary.
//  8. A derived observable recomputes once per change even when several of its inputs changed
//     (a diamond computes once and never sees half of a change); `batch([&]{…})` makes several
//     `set()`s one change. The last value always reflects the last inputs, whichever threads set them.
//  9. A derived observable holds its inputs; they hold it weakly. When its last handle goes, nothing remains.
// 10. What a browser sent is not echoed to that browser; every other one hears it.
// 11. A listener owned by a Session runs on that session's strand; one with no owner runs on
//     the thread that called `set()`.
// 12. A value is frozen when it is set: mutating an array afterwards changes nothing sent.
//
// Owner: the handles. From lines 1 and 9 follows that `a.map(f).on(g)` hears nothing: nobody holds what
// map() made. Hold it: `auto b = a.map(f); auto heard = b.on(g);`.
// Thread: any thread may call anything. When two threads set one observable at once, a listener may run
// on both at once (see ListenOptions::delivery), and a change that both made to a derived observable is
// told by one of them. The function given to map() runs on a thread that set an input or asked for the
// value, one call at a time; it should only compute. It may not wait for other threads, and what it
// set()s is stored at once and told after it has returned.
// Failure: what listeners and functions throw leaves set() once every listener has run; a derived
// observable whose function throws keeps its old value.
#pragma once
#include <concepts>
#include <string>

#include "bonito/reactive/batch.hpp"
#include "bonito/reactive/detail/core.hpp"

namespace bonito {

template <class T>
class Observable;

namespace detail {
struct Access;
}  // namespace detail

template <class T>
class Observable {
 public:
  using value_type = T;

  Observable() : Observable(T()) {}
  // Explicit: a value given where a handle is meant would be an observable that nobody else has.
  explicit Observable(T initial) : source_(detail::make_source(std::make_shared<T>(std::move(initial)), typeid(T))) {
    static_assert(std::is_object_v<T> && !std::is_const_v<T> && std::copy_constructible<T>,
                  "An Observable holds a copyable value: get() returns a copy of it.");
  }
  // A handle is never empty, so a moved-from one is a copy.
  Observable(const Observable&) noexcept = default;
  Observable& operator=(const Observable&) noexcept = default;

  T get() const { return *snapshot(); }        // a copy of the current value
  std::shared_ptr<const T> snapshot() const {  // the current value, shared and frozen
    return std::static_pointer_cast<const T>(detail::read(source_));
  }
  // Stores it and tells every listener, equal or not. On a derived observable it stands until an input changes.
  void set(T value) const { detail::write(source_, std::make_shared<T>(std::move(value)), nullptr); }
  // Edits a copy, then set()s it. No other update() of this observable comes between; `edit` runs once, while
  // those wait, so it should only edit. An update() of this observable inside it throws Failure{Errc::usage}.
  void update(std::invocable<T&> auto edit) const {
    detail::Edit exclusive(source_);
    auto copy = std::make_shared<T>(*snapshot());
    static_cast<void>(std::invoke(edit, *copy));
    exclusive.commit(std::move(copy));
  }
  void notify() const { detail::notify(source_); }  // tells every listener again; derived ones recompute

  // Calls listener(value), or listener(), at every change. If it throws with run_now, it is not registered.
  Subscription on(Listener<T> auto listener, ListenOptions options = {}) const {
    return listen(std::move(listener), options, nullptr);
  }
  // The same for as long as `owner` owns the subscription; on the owner's executor, if it has one.
  void on(Owner auto& owner, Listener<T> auto listener, ListenOptions options = {}) const {
    owner.own(listen(std::move(listener), options, detail::executor_of(owner)));
  }

  // An observable of f(value), which follows this one while a handle of it is held.
  template <class F>
  requires std::invocable<F&, const T&>
  auto map(F f) const -> Observable<detail::Computed<F, T>> {
    return derive<detail::Computed<F, T>>(std::make_unique<detail::ComputeOf<F, T>>(std::move(f)));
  }
  // Follows this one, skipping equal values.
  Observable distinct() const requires std::equality_comparable<T> {
    return derive<T>(std::make_unique<detail::ComputeDistinct<T>>()).deliver(delivery_);
  }
  // Follows this one with at least `interval` between two changes: a change passes at once if that time is
  // over, else the newest value passes when it is. Such a late change, and the listeners that hear it, run
  // on the timer's thread (base/timer.hpp): short work only, or an owner with an executor.
  Observable at_most_every(std::chrono::steady_clock::duration interval) const {
    return Observable(detail::make_throttled(source_, interval, typeid(T)), Delivery::latest);
  }
  // A handle of the same value which says how that travels to browsers. Other handles: Delivery::latest.
  Observable deliver(Delivery delivery) const { return Observable(source_, delivery); }
  Delivery delivery() const noexcept { return delivery_; }

  bool same_as(const Observable& other) const noexcept {  // do both handles share one value?
    return source_ == other.source_;
  }
  friend bool operator==(const Observable&, const Observable&) = delete;  // ask get(), or same_as()

 private:
  friend detail::Access;
  Observable(detail::SourcePtr source, Delivery delivery) noexcept : source_(std::move(source)), delivery_(delivery) {}

  template <class F>
  Subscription listen(F listener, const ListenOptions& options, std::shared_ptr<Executor> executor) const {
    return detail::listen(source_, std::make_unique<detail::CallOf<T, F>>(std::move(listener)), options,
                          std::move(executor));
  }
  template <class R>
  Observable<R> derive(std::unique_ptr<detail::Compute> function) const;

  detail::SourcePtr source_;
  Delivery delivery_ = Delivery::latest;
};

template <class T>
Observable(T) -> Observable<T>;
Observable(const char*)->Observable<std::string>;
Observable(char*)->Observable<std::string>;

namespace detail {
struct Access {
  template <class T>
  static const SourcePtr& source(const Observable<T>& observable) noexcept {
    return observable.source_;
  }
  template <class T>
  static Observable<T> handle(SourcePtr source) noexcept {
    return Observable<T>(std::move(source), Delivery::latest);
  }
};
}  // namespace detail

template <class T>
template <class R>
Observable<R> Observable<T>::derive(std::unique_ptr<detail::Compute> function) const {
  return detail::Access::handle<R>(
      detail::make_derived({&source_, 1}, detail::Hold::strongly, std::move(function), typeid(R)));
}

// Sets `to` to every new value of `from`, until the subscription ends. It keeps neither alive.
template <class T>
Subscription connect(const Observable<T>& from, const Observable<T>& to) {
  return detail::connect(detail::Access::source(from), detail::Access::source(to));
}

}  // namespace bonito
