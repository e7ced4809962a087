// LeanSocket: an HTTP and WebSocket client that does no more than it must, so that it is not what is measured. It
// reads large pieces, hands messages out where they came, and masks with zeros.
//
//   LeanSocket socket(port);
//   const std::string page = socket.get("/");    // on the one connection, so that ports suffice for many
//   socket.upgrade("/echo");
//   socket.send(as_bytes("hello"));
//   const auto answer = socket.receive(5s);      // a view, until the next call
//
// Owner: its connection. Thread: one at a time. Failure: fail(), unless something else is said.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "bonito/base/bytes.hpp"

namespace bonito::bench {

class LeanSocket {
 public:
  explicit LeanSocket(std::uint16_t port);
  LeanSocket(LeanSocket&& other) noexcept;
  LeanSocket& operator=(LeanSocket&& other) noexcept;
  ~LeanSocket();

  std::string get(const std::string& path);  // the body of the answer
  void upgrade(const std::string& path);
  void send(BytesView message);
  // The next message; nothing if the time is over. Pings are answered.
  std::optional<BytesView> receive(std::chrono::milliseconds timeout);
  int handle() const noexcept { return handle_; }  // to wait for many at once

 private:
  void send_frame(std::uint8_t opcode, BytesView payload);
  void send_all(BytesView bytes);
  bool fill(std::chrono::steady_clock::time_point deadline);
  std::string read_head();
  BytesView unread() const noexcept { return BytesView(buffer_).subspan(begin_, end_ - begin_); }

  int handle_;
  Bytes buffer_;  // received: from begin_ to end_
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Bytes frame_;  // to be sent
};

}  // namespace bonito::bench
