// HttpStreamConnection: pages without WebSockets: the program's frames come as server-sent events, and the browser's go
// by POST. For networks that are known to break WebSockets.
//
//   const Registration streams = force_connection<HttpStreamConnection>();
//
// It is seldom needed: a WebSocketConnection's page changes to a stream by itself when a WebSocket fails twice, and
// back when one opens. A stream costs a third more bytes, a request for each thing the browser says, and one of the six
// connections that browsers have to a server of HTTP/1.1.
//
// The page's stream is "_bonito/stream/ID", where the library's Server answers.
//
// Owner, thread, failure: as FrontendConnection.
#pragma once
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/websocket_handler.hpp"

namespace bonito {

class HttpStreamConnection : public FrontendConnection {
 public:
  Js setup_connection(Session& session) override;
  Sent write(Payload frame) override { return handler_.write(std::move(frame)); }
  bool is_open() const noexcept override { return handler_.is_open(); }
  void close() noexcept override { handler_.close(); }
  WebSocketHandler& handler() noexcept { return handler_; }

 private:
  WebSocketHandler handler_;
};

}  // namespace bonito
