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
#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/reactive/observable.hpp"
#include "bonito/session/browser_error.hpp"
#include "bonito/session/exposed.hpp"

namespace bonito {

class FrontendConnection;
namespace detail {
class SessionCore;
template <class T>
class Asking;
}  // namespace detail

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

  // JavaScript (dom/js.hpp, docs/guides/scripts.md). Scripts run in the order in which they are asked for, and with
  // what was set or shown before them; each once, also over a lost connection. They wait until a browser is there: more
  // than SessionLimits::outgoing_bytes may not (Failure{Errc::lagging}). A closed session runs nothing. What goes wrong
  // in the browser is told to browser_error().
  void eval(Js statements);
  // What the expression is, or what its promise gives; Errc::javascript if it throws or is rejected, Errc::timeout,
  // Errc::closed, Errc::lagging. then(Result<T>) runs on the strand, once, in any case (at once, if the session has
  // ended); what it throws is the session's failure.
  template <class T = Value, class F>
  requires std::invocable<F&, Result<T>>
  void eval_value(Js expression, F then, std::chrono::milliseconds within = std::chrono::seconds(10)) {
    ask(std::move(expression), within, [then = std::move(then)](Result<Value> answer) mutable {
      if (!answer) return static_cast<void>(then(Result<T>(answer.error())));
      then(from_value<T>(*answer));
    });
  }
  // In a coroutine (session/task.hpp): const Result<int> answer = co_await session.eval_value<int>(js("1 + 2"));
  template <class T = Value>
  detail::Asking<T> eval_value(Js expression, std::chrono::milliseconds within = std::chrono::seconds(10));
  // function(element), once the element is on the page, and again in a page that takes this session over.
  void on_load(const Node& element, Js function);
  // function(value), in the browser, whenever the observable changes, there or here.
  template <class T>
  requires Encodable<T>
  void on_js(const Observable<T>& source, Js function) { listen_in_browser({make_live(source)}, std::move(function)); }
  // function([values…]) whenever one of them does.
  template <class... T>
  requires(Encodable<T>&&...) void on_any(Js function, const Observable<T>&... sources) {
    listen_to_any_in_browser({make_live(sources)...}, std::move(function));
  }
  // Every change of `from` is set in `to`, in the browser, without a way to the program and back.
  template <class A, class B>
  requires(Encodable<A>&& Encodable<B>) void link(const Observable<A>& from, const Observable<B>& to) {
    link_in_browser(make_live(from), make_live(to));
  }
  // Scripts of the page call it as Bonito.program.name(…), which gives a promise: f runs on the strand.
  template <class F>
  void expose(std::string_view name, F f) {
    expose_function(name, detail::exposed_function(std::move(f)));
  }
  // The last failure of the page's scripts. Told each; of a flood, a few.
  const Observable<std::optional<BrowserError>>& browser_error() const;

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
  void ask(Js expression, std::chrono::milliseconds within, std::function<void(Result<Value>)> then);
  void listen_in_browser(std::vector<std::shared_ptr<const Live>> source, Js function);
  void listen_to_any_in_browser(std::vector<std::shared_ptr<const Live>> sources, Js function);
  void link_in_browser(std::shared_ptr<const Live> from, std::shared_ptr<const Live> to);
  void expose_function(std::string_view name, detail::ExposedFunction function);

  template <class T>
  friend class detail::Asking;
  friend class detail::SessionCore;
  explicit Session(std::unique_ptr<detail::SessionCore> core) noexcept;
  std::unique_ptr<detail::SessionCore> core_;
};

namespace detail {

// What eval_value() is in a coroutine.
template <class T>
class [[nodiscard]] Asking {
 public:
  Asking(Session& session, Js expression, std::chrono::milliseconds within)
      : session_(session), expression_(std::move(expression)), within_(within) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    session_.ask(std::move(expression_), within_, [this, waiting](Result<Value> answer) {
      answer_ = answer ? bonito::from_value<T>(*answer) : Result<T>(answer.error());
      waiting.resume();  // which may end this
    });
  }
  Result<T> await_resume() { return *std::move(answer_); }

 private:
  Session& session_;
  Js expression_;
  const std::chrono::milliseconds within_;
  std::optional<Result<T>> answer_;
};

}  // namespace detail

template <class T>
detail::Asking<T> Session::eval_value(Js expression, std::chrono::milliseconds within) {
  return {*this, std::move(expression), within};
}

// The session's connection, if it is one of this kind: null otherwise.
template <class C>
requires std::derived_from<C, FrontendConnection> std::shared_ptr<C> connection_of(const Session& session) {
  return std::dynamic_pointer_cast<C>(session.connection());
}

}  // namespace bonito
