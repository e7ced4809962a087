// Subscription: a listener's registration, as a value. While it lives, the listener hears.
//
//   Subscription heard = count.on([](int n) { … });     // until `heard` ends
//   heard.cancel();                                     // or until here
//   count.on([](int n) { … }).detach();                 // or as long as the observable lives
//   count.on(session, [](int n) { … });                 // or as long as the session owns it
//
// Owner: whoever holds it; destroying it cancels. It does not keep the observable alive.
// Thread: different subscriptions may be used from any threads at once; one object by one thread at a
// time. When cancel() returns, the listener is not running on another thread and will not run again.
// Two listeners that cancel each other on two threads at once do not deadlock: one of the two calls
// returns while the other listener still stands inside its own cancel().
// Failure: none of this throws.
#pragma once
#include <concepts>
#include <memory>
#include <utility>

namespace bonito {

class Executor;
namespace detail {
class ListenerState;
class Source;
}  // namespace detail

// Is the newest state enough, or may no value be missed?
enum class Delivery { latest, every };

// A listener may return this: `stop` ends the round, listeners of lower priority do not hear this value.
// A listener that was handed its value on another executor has no round to end.
enum class Propagate { on, stop };

struct ListenOptions {
  int priority = 0;      // higher runs earlier; ties run in order of arrival
  bool run_now = false;  // also call at once, with the current value
  // `every`: each value is given to the listener; when two threads set at once it may run on both at once,
  // and the older value may come last. `latest`: one thread at a time, never an older value after a newer
  // one, so the last call has the last value; values in between may be skipped.
  Delivery delivery = Delivery::every;
};

class [[nodiscard]] Subscription {
 public:
  Subscription() noexcept;
  Subscription(Subscription&& other) noexcept;
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();
  // For this library: what on() made, and the node that on() of a Combined made with it.
  explicit Subscription(std::shared_ptr<detail::ListenerState> listener, std::shared_ptr<detail::Source> node) noexcept;

  void cancel() noexcept;                   // stop listening; harmless twice
  void detach() && noexcept;                // listen for as long as the observable lives
  explicit operator bool() const noexcept;  // still listening?

 private:
  std::shared_ptr<detail::ListenerState> listener_;
  std::shared_ptr<detail::Source> node_;
};

template <class F, class... T>
concept Listener = std::invocable<F&, const T&...> || std::invocable<F&>;

// Who keeps subscriptions: a Session, or a class of yours.
template <class O>
concept Owner = requires(O& owner, Subscription subscription) {
  owner.own(std::move(subscription));
};

// An owner whose listeners run on its executor. A set() made on the executor itself calls them at once;
// values from elsewhere wait in the listener's mailbox until the executor comes to them.
template <class O>
concept ExecutingOwner = Owner<O> && requires(O& owner) {
  { owner.executor() } -> std::convertible_to<std::shared_ptr<Executor>>;
};

}  // namespace bonito
