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

detail::OwnWays ways_to(Session& session) {
  const auto& tab = detail::SessionCore::of(session).tab();
  return {.socket = tab.url("_bonito/ws/" + tab.id()),
          .stream = tab.options().has_streams ? tab.url("_bonito/stream/" + tab.id()) : ""};
}

}  // namespace

std::shared_ptr<FrontendConnection> default_connection() { return std::make_shared<WebSocketConnection>(); }

Js WebSocketConnection::setup_connection(Session& session) { return detail::own_script(ways_to(session)); }

Js DualWebSocketConnection::setup_connection(Session& session) {
  auto ways = ways_to(session);
  const auto* tap = link_of(session).tap();
  if (!tap || tap->uses_bulk()) ways.bulk = ways.socket + "?bulk";
  return detail::own_script(ways);
}

void DualWebSocketConnection::close() noexcept {
  WebSocketConnection::close();
  bulk_handler_.close();
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
