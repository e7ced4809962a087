// What the examples own_server_blocking and own_server_events have in common: what a server answers, and whom it lets
// in. How a server does so is theirs.
#pragma once
#include <bonito/bonito.hpp>
#include <csignal>
#include <iostream>
#include <string>

#include "conformance.hpp"
#include "counter_and_clock.hpp"

namespace own_server {

using namespace bonito;

// Everything but sockets: the page, and what it asks for.
inline Response answer(Pages& pages, const App& app, const Request& request) try {
  if (request.path.starts_with("/_bonito/")) return pages.answer(request);
  if (request.path != "/") return {.status = 404, .body = "There is one page here, /."};
  if (request.method != "GET") return {.status = 405, .headers = {{"Allow", "GET"}}};
  const auto session = pages.open(request);
  if (!session) return {.status = 503, .body = "This program opens no more pages now."};
  return {.body = render_page(*session, app, request),
          .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}}};
} catch (const std::exception& failure) {
  std::clog << failure.what() << '\n';
  return {.status = 500, .body = "This page could not be made."};
}

// Pages open their socket here, followed by the session's id.
inline constexpr std::string_view sockets = "/_bonito/ws/";

inline std::shared_ptr<Session> session_of(std::string_view path) {
  return path.starts_with(sockets) ? find_session(path.substr(sockets.size())) : nullptr;
}
// The sockets of a session. Nobody has registered another kind of connection here.
inline WebSocketHandler& handler_of(const Session& session) {
  return dynamic_cast<WebSocketConnection&>(*session.connection()).handler();
}

// Not a page of another site, nor one that reached this machine by a foreign name (docs/guides/security.md). Who sends
// no Origin is no browser.
inline bool may_connect(std::string_view host, std::string_view origin) {
  const auto name = host.substr(0, host.rfind(':'));
  if (name != "127.0.0.1" && name != "localhost") return false;
  return origin.empty() || origin == "http://" + std::string(host);
}

// How a socket is closed. After some of a Bye's codes a page does not come back; after 1000 it does.
struct Farewell {
  std::uint16_t code = 1000;
  std::string reason = "";
};
inline Farewell farewell_of(const Bye& why) {
  return {.code = static_cast<std::uint16_t>(4000 + static_cast<int>(why.code)), .reason = why.reason};
}
// To a socket that is not for an open page. A page waits for a program that is ending to come back.
inline Farewell farewell_of_stranger(bool ending) {
  if (ending) return farewell_of({ByeCode::shutdown, "The program is ending."});
  return farewell_of({ByeCode::unknown_session, "The page was away for too long, or its program was started anew."});
}

inline Request request_of(std::string method, std::string_view target, const std::string& peer) {
  const auto mark = target.find('?');
  return {.method = std::move(method),
          .path = percent_decode(target.substr(0, mark)),
          .query = std::string(mark == target.npos ? "" : target.substr(mark + 1)),
          .peer = peer,
          .client = peer};
}

// SIGTERM and Ctrl-C, for the thread that waits for them. Made before any other thread is.
class EndSignals {
 public:
  EndSignals() noexcept {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const noexcept {
    int which = 0;
    sigwait(&signals_, &which);
  }

 private:
  sigset_t signals_{};
};

}  // namespace own_server
