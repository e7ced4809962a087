#include "bonito/session/frontend_connection.hpp"

#include "bonito/session/http_stream_connection.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/factories.hpp"
#include "session/own_scripts.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

detail::Factories<FrontendConnection>& factories() {
  static auto* all = new detail::Factories<FrontendConnection>;
  return *all;
}

}  // namespace

std::shared_ptr<FrontendConnection> default_connection() { return std::make_shared<WebSocketConnection>(); }

Js WebSocketConnection::setup_connection(Session& session) {
  const auto& tab = detail::SessionCore::of(session).tab();
  return detail::own_script({.socket = tab.url("_bonito/ws/" + tab.id()),
                             .stream = tab.options().has_streams ? tab.url("_bonito/stream/" + tab.id()) : ""});
}

Js HttpStreamConnection::setup_connection(Session& session) {
  const auto& tab = detail::SessionCore::of(session).tab();
  return detail::own_script({.socket = "", .stream = tab.url("_bonito/stream/" + tab.id())});
}

namespace detail {

Registration add_connection(Factory<FrontendConnection> factory, bool forced) {
  return factories().add(std::move(factory), forced);
}

std::shared_ptr<FrontendConnection> make_connection(const Request& request) {
  auto made = factories().make(request);
  return made ? made : default_connection();
}

}  // namespace detail
}  // namespace bonito
