#include "host/session_socket.hpp"

#include "bonito/session/websocket_connection.hpp"
#include "host/websocket_channel.hpp"

namespace bonito::detail {

namespace {

// Null if sockets with this query are not for this page.
WebSocketHandler* handler_of(const Session& session, std::string_view query) {
  if (query == "bulk") {
    const auto dual = connection_of<DualWebSocketConnection>(session);
    return dual ? &dual->bulk_handler() : nullptr;
  }
  const auto single = connection_of<WebSocketConnection>(session);
  return single ? &single->handler() : nullptr;
}

}  // namespace

http::Accept connect_socket(const std::shared_ptr<Session>& session, std::string_view query, bool compression) {
  struct Wire {
    std::weak_ptr<Session> session;
    std::shared_ptr<http::WebSocket> socket;
    Attachment attachment;
  };
  const auto connection = session->connection();
  auto* const handler = handler_of(*session, query);
  if (!handler) return refuse_socket({ByeCode::refused, "This page is not carried by a WebSocket of this server."});
  auto link = std::make_shared<Wire>();
  link->session = session;
  http::Accept accept;
  accept.options.compression = compression;
  accept.options.max_message_bytes = max_hello;
  accept.events.on_open = [link, connection, handler](std::shared_ptr<http::WebSocket> socket) {
    const auto open = link->session.lock();
    if (!open) return socket->close();
    link->socket = socket;
    link->attachment = handler->attach(*open, std::make_shared<WebSocketChannel>(std::move(socket)));
  };
  accept.events.on_message = [link](http::Opcode opcode, BytesView frame) {
    if (!link->socket) return;
    if (opcode == http::Opcode::text) return link->socket->close({1003, "Frames are binary messages."});
    link->attachment.process_message(frame);
  };
  accept.events.on_drained = [link] { link->attachment.writable(); };
  accept.events.on_close = [link](const http::CloseReason&) {
    const auto how = link->attachment.closed();
    if (const auto open = link->session.lock()) end_connection(*open, how);
    *link = {};
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
