// WebSocketChannel: frames as binary messages of one WebSocket of the library's own server.
// Owner: the session, and the socket's callbacks. Thread: any.
#pragma once
#include <memory>

#include "bonito/http/websocket.hpp"
#include "bonito/session/channel.hpp"

namespace bonito::detail {

// As protocol/README.md says ("Bye").

class WebSocketChannel final : public Channel {
 public:
  explicit WebSocketChannel(std::shared_ptr<http::WebSocket> socket) : socket_(std::move(socket)) {}

  Sent write(Payload frame) override {
    const auto waiting = socket_->write(http::Opcode::binary, std::move(frame));
    return waiting == 0 ? Sent::no : waiting > enough_waiting ? Sent::congested : Sent::yes;
  }
  bool is_open() const noexcept override { return socket_->is_open(); }
  void open() override { socket_->max_message_bytes(http::WebSocketOptions().max_message_bytes); }
  bool notices_loss() const noexcept override { return true; }  // by WebSocket's own pings
  bool hold_back(bool on) noexcept override {
    socket_->hold_back(on);
    return true;
  }
  void close() noexcept override { socket_->close(); }
  void close_because(const Bye& bye) noexcept override { socket_->close({close_code(bye.code), bye.reason}); }

 private:
  // The session sends ahead only what may not be left out; the socket is busy with it while the next is made.
  static constexpr std::size_t enough_waiting = 128u << 10;

  const std::shared_ptr<http::WebSocket> socket_;
};

}  // namespace bonito::detail
