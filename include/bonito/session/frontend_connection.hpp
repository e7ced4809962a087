// FrontendConnection: how a page and its session reach each other. Derive to carry pages over a transport of yours:
// docs/guides/extending.md.
//
//   class MyConnection final : public FrontendConnection {
//    public:
//     Js setup_connection(Session& session) override {
//       session_ = session.weak();                     // what arrives goes to session->process_message(frame)
//       return js("const line = await my_transport($0);"
//                 "line.onmessage = (frame) => Bonito.process_message(frame);"
//                 "line.onclose = () => Bonito.on_connection_close();"
//                 "Bonito.on_connection_open((frame) => line.send(frame), false);", address());
//     }
//     Sent write(Payload frame) override { … }         // and the rest of a Channel
//   };
//   const Registration mine = register_connection([] { return std::make_unique<MyConnection>(); });
//
// A session has one, made before its page is rendered. It is a Channel that may break and open again, any number of
// times: the page calls on_connection_open whenever it has a way, and begins with a hello; the program calls
// Session::soft_close when the way is lost, and Session::writable when there is room again. What the page sends goes to
// Session::process_message. For sockets that replace each other, see WebSocketHandler.
//
// Owner: the session; a connection holds the session weakly. Thread: setup_connection on the session's strand, once;
// the rest as a Channel. Factories run on whatever thread opens a page, several at once, and may block. Failure: a
// factory that throws is logged, and passed over; what setup_connection throws is the page's failure.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>

#include "bonito/base/registration.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/session/channel.hpp"

namespace bonito {

class Session;
struct Request;

class FrontendConnection : public Channel {
 public:
  // Before the page is rendered. The page runs the script when it is loaded; none, and nothing connects it: see
  // NoConnection.
  virtual Js setup_connection(Session& session) = 0;
  // A second way to the page, for long messages, so that short ones do not wait behind them on a slow line; null while
  // there is none, and they go by write(). It keeps its own order; between the two ways there need be none. Each
  // opening is another channel; call Session::writable() when it has changed, or has room. What it loses when it breaks
  // is said again. close() closes it, too. The page's end opens it once Bonito.status is "connected", and gives what
  // comes to Bonito.process_message, too. See DualWebSocketConnection. Any thread.
  virtual std::shared_ptr<Channel> bulk() { return nullptr; }
  // Do the apps that are embedded in one foreign page, a notebook's outputs say, share one session? See Pages::embed.
  virtual bool use_parent_session() const noexcept { return false; }
};

// Makes a Base for a page: called with nothing, or with the request that asks for it; null: not me.
template <class F, class Base>
concept FactoryOf = requires {
  requires std::invocable<F&> || std::invocable<F&, const Request&>;
}
&&requires(typename std::conditional_t<std::invocable<F&>, std::invoke_result<F&>,
                                       std::invoke_result<F&, const Request&>>::type made) {
  std::shared_ptr<Base>(std::move(made));
};

namespace detail {

template <class Base>
using Factory = std::function<std::shared_ptr<Base>(const Request&)>;

template <class Base, FactoryOf<Base> F>
Factory<Base> factory_of(F factory) {
  auto shared = std::make_shared<F>(std::move(factory));
  return [shared](const Request& request) -> std::shared_ptr<Base> {
    if constexpr (std::invocable<F&>) {
      return (*shared)();
    } else {
      return (*shared)(request);
    }
  };
}

Registration add_connection(Factory<FrontendConnection> factory, bool forced);

}  // namespace detail

// The newest factory is asked first; one that returns null passes the question to the next; when all have, it is
// default_connection().
template <FactoryOf<FrontendConnection> F>
Registration register_connection(F factory) {
  return detail::add_connection(detail::factory_of<FrontendConnection>(std::move(factory)), false);
}
// While it is held, pages have this kind and no other.
template <std::derived_from<FrontendConnection> C>
requires std::default_initializable<C> Registration force_connection() {
  return detail::add_connection([](const Request&) { return std::make_shared<C>(); }, true);
}
std::shared_ptr<FrontendConnection> default_connection();  // a WebSocketConnection

}  // namespace bonito
