// The connections that a page may have without any of yours: WebSocketConnection, the default, and NoConnection.
//
//   const Registration static_pages = force_connection<NoConnection>();
//
// A WebSocketConnection's page opens its socket at "_bonito/ws/ID", beside its other files. The library's Server
// answers there; a server of your own does with connection's handler():
//
//   const auto session = find_session(id);                          // the last part of the path
//   const auto connection = std::dynamic_pointer_cast<WebSocketConnection>(session->connection());
//   auto attachment = connection->handler().attach(*session, socket);   // or run_connection_loop(…)
//
// Owner, thread, failure: as FrontendConnection.
#pragma once
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/websocket_handler.hpp"

namespace bonito {

class WebSocketConnection : public FrontendConnection {
 public:
  Js setup_connection(Session& session) override;
  Sent write(Payload frame) override { return handler_.write(std::move(frame)); }
  bool is_open() const noexcept override { return handler_.is_open(); }
  void close() noexcept override { handler_.close(); }
  WebSocketHandler& handler() noexcept { return handler_; }

 private:
  WebSocketHandler handler_;
};

// The page is what it is when it is rendered: no script runs, nothing is sent.
class NoConnection final : public FrontendConnection {
 public:
  Js setup_connection(Session&) override { return {}; }
  Sent write(Payload) override { return Sent::no; }
  bool is_open() const noexcept override { return false; }
  void close() noexcept override {}
};

}  // namespace bonito
