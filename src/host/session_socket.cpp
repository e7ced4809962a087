#include "host/session_socket.hpp"

#include "host/websocket_connection.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {

http::Accept connect_socket(const std::shared_ptr<Session>& session, bool compression) {
  struct Wire {
    std::weak_ptr<Session> session;
    std::shared_ptr<http::WebSocket> socket;
    std::uint64_t number = 0;
  };
  auto link = std::make_shared<Wire>();
  link->session = session;
  http::Accept accept;
  accept.options.compression = compression;
  accept.options.max_message_bytes = max_hello_bytes;
  accept.events.on_open = [link](std::shared_ptr<http::WebSocket> socket) {
    if (const auto open = link->session.lock()) {
      link->socket = socket;
      link->number =
          SessionCore::of(*open).tab().link().connect(std::make_shared<WebSocketConnection>(std::move(socket)));
    } else {
      socket->close();
    }
  };
  accept.events.on_message = [link](http::Opcode opcode, BytesView frame) {
    const auto open = link->session.lock();
    if (!open) return;
    if (opcode == http::Opcode::text) return link->socket->close({1003, "Frames are binary messages."});
    SessionCore::of(*open).tab().link().process_message(frame, link->number);
  };
  accept.events.on_drained = [link] {
    if (const auto open = link->session.lock()) SessionCore::of(*open).tab().link().writable();
  };
  accept.events.on_close = [link](const http::CloseReason&) {
    if (const auto open = link->session.lock()) SessionCore::of(*open).tab().link().lost(link->number);
    link->socket.reset();
  };
  return accept;
}

http::Accept refuse_socket(Bye why) {
  http::Accept accept;
  accept.events.on_open = [why = std::move(why)](const std::shared_ptr<http::WebSocket>& socket) {
    socket->close({close_code(why.code), why.reason});
  };
  return accept;
}

}  // namespace bonito::detail
