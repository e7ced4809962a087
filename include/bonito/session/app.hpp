// App: a page, rendered anew for every visitor.
//
//   auto app = App([](Session& session, const Request& request) {
//     return dom::h1("Hello, ", query_value(request.query, "name"));
//   }, {.title = "Greeting"});
//   server.route("/hello", app);
//
// The handler takes nothing, a Session&, a const Request&, or both, and returns what a node may hold.
// Owner: a cheap handle; copies share the handler. Thread: the handler runs on the session's strand,
// and handlers of several visitors run at once. Failure: what it throws becomes an error page, which
// shows the detail only in development.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "bonito/base/code_place.hpp"
#include "bonito/dom/to_node.hpp"
#include "bonito/session/session.hpp"
#include "bonito/web/handler.hpp"
#include "bonito/web/request.hpp"

namespace bonito {

// What a page does when its session is gone (the program was restarted, or the page was away for too long): offer to
// load it anew, load it anew, or only say so. What the visitor had typed is offered back afterwards.
enum class Gone { offer, reload, stay };

struct AppOptions {
  std::string title = "bonito";
  std::string language = "en";  // of the page's text, as in <html lang>
  // Shown at once while the handler runs, which then follows: for handlers that take long. A node, or text.
  std::optional<Node> loading_page = std::nullopt;
  // Shows whether the page is connected: ConnectionIndicator, or an element of yours (see there).
  std::optional<Node> indicator = std::nullopt;
  Gone gone = Gone::offer;
  // The Content-Security-Policy with which the page is served; empty: none. "default-src 'self'" is enough for all that
  // the library does: a browser then runs and shows only what this server has, and nothing that somebody got into a
  // page.
  std::string content_security_policy = "";
};

namespace detail {

template <class F, class... Args>
concept Renders = std::invocable<F&, Args...> && Renderable<std::invoke_result_t<F&, Args...>>;

template <class F>
concept AppHandler =
    Renders<F> || Renders<F, Session&> || Renders<F, const Request&> || Renders<F, Session&, const Request&>;

// The same, whatever it returns.
template <class F>
concept CalledAsAppHandler = std::invocable<F&> || std::invocable<F&, Session&> || std::invocable<F&, const Request&> ||
    std::invocable<F&, Session&, const Request&>;

}  // namespace detail

class App {
 public:
  template <detail::AppHandler F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, App> && !std::is_same_v<std::remove_cvref_t<F>, Node>)
      App(F handler, AppOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()})
      : App(Render([handler = std::move(handler)](Session& session, const Request& request) mutable {
              if constexpr (detail::Renders<F, Session&, const Request&>) {
                return to_node(session, handler(session, request));
              } else if constexpr (detail::Renders<F, Session&>) {
                return to_node(session, handler(session));
              } else if constexpr (detail::Renders<F, const Request&>) {
                return to_node(session, handler(request));
              } else {
                return to_node(session, handler());
              }
            }),
            std::move(options), place, nullptr) {}
  App(Node page, AppOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()});
  // Anything else does not compile, for the reason these give. A function that has an error itself cannot be told from
  // a generic one that takes something else: neither has a type to look at.
  template <class F>
  requires(!detail::AppHandler<F> && !std::convertible_to<F, Node> && !std::is_same_v<std::remove_cvref_t<F>, App>)
      App(const F&, const AppOptions& = {}) {
    static_assert(detail::CalledAsAppHandler<F>,
                  "an app is a Node or a function that takes nothing, a Session&, a const Request&, or a Session& and "
                  "then a const Request& (if an error in this function is told above, that one is all)");
    static_assert(!detail::CalledAsAppHandler<F>,
                  "an app's function returns what a node may hold: text, a number, a Node, or a type with "
                  "Node to_node(Session&, const T&)");
  }

  const AppOptions& options() const noexcept;
  CodePlace place() const noexcept;  // where it was made
  // The page's tree for this visitor; on the session's strand.
  Node render(Session& session, const Request& request) const;

  operator Handler() const;  // so that it may be routed, and wrapped

 private:
  using Render = std::function<Node(Session&, const Request&)>;
  struct Page {
    Render render;
    AppOptions options;
    CodePlace place;
  };
  App(Render render, AppOptions options, CodePlace place, std::nullptr_t);
  std::shared_ptr<const Page> page_;
};

}  // namespace bonito
