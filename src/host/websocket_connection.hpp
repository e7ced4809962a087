// WebSocketConnection: frames as binary messages of one WebSocket. The default connection.
// Owner: the session, and the socket's callbacks. Thread: any.
#pragma once
#include <memory>

#include "bonito/http/websocket.hpp"
#include "bonito/session/frontend_connection.hpp"

namespace bonito::detail {

// As protocol/README.md says ("Bye").
constexpr std::uint16_t close_code(ByeCode code) { return static_cast<std::uint16_t>(4000 + static_cast<int>(code)); }

class WebSocketConnection final : public FrontendConnection {
 public:
  explicit WebSocketConnection(std::shared_ptr<http::WebSocket> socket) : socket_(std::move(socket)) {}

  // One frame is in the air at a time: what changes meanwhile gathers into the next.
  Sent write(Bytes frame) override {
    return socket_->write(http::Opcode::binary, std::move(frame)) > 0 ? Sent::congested : Sent::no;
  }
  bool is_open() const noexcept override { return socket_->is_open(); }
  void close() noexcept override { socket_->close(); }
  void close_because(const Bye& bye) noexcept override { socket_->close({close_code(bye.code), bye.reason}); }

 private:
  const std::shared_ptr<http::WebSocket> socket_;
};

}  // namespace bonito::detail
