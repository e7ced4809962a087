// Session: one browser tab that shows a page, and everything the page holds on to.
//
//   auto app = App([](Session& session) {
//     auto clock = Observable<int>{0};
//     ticks.on(session, [=](int tick) { clock.set(tick); });   // ends with the session
//     return dom::p("Tick ", clock);
//   });
//
// Owner: the server that rendered the page, until the session is closed. Thread: any function here may be
// called from any thread. The session's own code (its handler, event handlers, the listeners it owns, posted
// work) runs on its strand: one at a time, in order, with no lock held. Failure: what that code throws is
// recorded (error()), logged, and told to the visitor; the session lives on.
//
// A handler or listener runs when the function that made it has returned: capture by value, [=], as handles share their
// state. The session may be captured by reference in what it owns itself: event handlers, listeners with the session
// as owner, post()ed work. Anything else that may outlive it (a thread, a timer, a listener without an owner) holds
// weak(), and lock()s it when it needs it.
//
// Life: fresh → rendered → displayed → open ⇄ soft_closed → closed. How long a session without a browser is kept,
// the cleanup policy decides (cleanup.hpp).
//
// The session of a page is the root. What a region shows has a session of its own, a child: it shares the
// root's browser, strand, data and metadata, owns its own subscriptions and handlers, and is closed when the region
// shows something else.
#pragma once
#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <typeinfo>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/reactive/observable.hpp"

namespace bonito {

class FrontendConnection;
namespace detail {
class SessionCore;
}

enum class SessionStatus { fresh, rendered, displayed, open, soft_closed, closed };

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // A root's are 128 random bits; who knows them may connect, if nothing else speaks against it. A child's begin so,
  // too.
  std::string_view id() const noexcept;
  SessionStatus status() const noexcept;
  std::chrono::steady_clock::time_point since() const noexcept;  // when the status last changed
  std::weak_ptr<Session> weak() noexcept;                        // for what the session does not own
  std::shared_ptr<Session> root() noexcept;                      // itself, if it is one; null if that has ended
  std::shared_ptr<Session> parent() noexcept;                    // null for a root, and if that has ended

  const Observable<bool>& opened() const;  // told true at every connect and reconnect
  const Observable<bool>& closed() const;  // told true once
  // Told each new status; of several that follow at once, perhaps only the newest. Who begins to listen in the app's
  // function hears nothing of rendered, which has passed by then: the first is displayed.
  const Observable<SessionStatus>& status_changes() const;
  // Until a browser is connected; false if the time is over or the session closed. Not from the session's own code,
  // which would wait for itself: that throws Failure{Errc::usage}.
  bool wait_until_open(std::chrono::milliseconds timeout) const;
  void own(Subscription subscription);                  // cancelled when this session closes
  std::shared_ptr<Executor> executor() const noexcept;  // the strand
  // A follower of `shared` that ends with this session, and hears no more than it while it lasts.
  template <class T>
  Observable<T> bind(const Observable<T>& shared) {
    Observable<T> mine{shared.get()};
    own(shared.on([mine](const T& value) { mine.set(value); }, {.run_now = true, .delivery = Delivery::latest}));
    return mine;
  }
  // One T per tab, made on first use.
  template <class T>
  T& data() {
    auto made = data_of(
        typeid(T), +[]() -> std::shared_ptr<void> { return std::make_shared<T>(); });
    return *static_cast<T*>(made);
  }

  // What the program wants to remember of a page, by name; null if there is none.
  void set_metadata(std::string name, Value value);
  Value metadata(const std::string& name) const;

  // Scripts of this page know the observable as Bonito.observable(name): its .value, .on, .notify
  // (docs/guides/scripts.md).
  template <class Mirrored>  // an Observable of what to_value can encode
  void mirror(std::string_view name, const Mirrored& observable) {
    if constexpr (detail::is_encodable_observable_v<Mirrored>) {
      mirror_live(name, make_live(observable));
    } else {
      static_assert(detail::is_encodable_observable_v<Mirrored>,
                    "what is mirrored is an Observable of text, a number, a bool, a container of these, or a type with "
                    "Value to_value(const T&)");
    }
  }

  void post(std::function<void()> work);  // run on the strand, later, if still alive
  // The last failure of this session's code; Errc::lagging if its browser could not keep up.
  std::optional<Error> error() const;
  // From the program to the page and back, its last measurement; nothing before the first.
  std::optional<std::chrono::microseconds> round_trip() const;

  // For connections.
  std::shared_ptr<FrontendConnection> connection() const noexcept;  // never null
  void process_message(BytesView frame);                            // one frame from the browser
  void writable();                                                  // what was congested has room; bulk() is another
  void soft_close();  // the browser left, and may come back; its connection is closed, if it is not
  void close();       // free everything; harmless twice

 private:
  void* data_of(const std::type_info& type, std::shared_ptr<void> (*make)());
  void mirror_live(std::string_view name, std::shared_ptr<const Live> live);

  friend class detail::SessionCore;
  explicit Session(std::unique_ptr<detail::SessionCore> core) noexcept;
  std::unique_ptr<detail::SessionCore> core_;
};

// The session's connection, if it is one of this kind: null otherwise.
template <class C>
requires std::derived_from<C, FrontendConnection> std::shared_ptr<C> connection_of(const Session& session) {
  return std::dynamic_pointer_cast<C>(session.connection());
}

}  // namespace bonito
