// A raw HTTP and WebSocket client for tests and benchmarks. It speaks the protocols by itself, on a
// plain socket, so that it is a second opinion on the server's library and may break every rule.
//
//   auto page = http_get("127.0.0.1", port, "/");
//   auto socket = RawSocket::connect(port, "/socket").value();
//   socket.send(as_bytes("hello"), false);
//   auto message = socket.receive(5s);
//
// Owner: a RawSocket owns its connection. Thread: one at a time, all calls block. Failure: a Result,
// false or nullopt; never an exception.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/http/websocket.hpp"
#include "bonito/web/request.hpp"

namespace bonito::test {

// A TCP connection, with nothing on top. Moves.
class RawTcp {
 public:
  static Result<RawTcp> connect(std::uint16_t port, const std::string& host = "127.0.0.1");
  RawTcp(RawTcp&& other) noexcept;
  RawTcp& operator=(RawTcp&& other) noexcept;
  ~RawTcp();

  bool send(std::string_view bytes);
  // Appends what arrives to `buffer`. False: the peer is gone, or the time is over.
  bool receive(std::string& buffer, std::chrono::steady_clock::time_point deadline);
  void shrink_buffers();  // of the system, to fill them soon
  void shut_down_sending();
  // The next response on this connection; `to_head` if the request was a HEAD.
  Result<Response> response(std::chrono::milliseconds timeout = std::chrono::seconds(60), bool to_head = false);
  // Does the peer close before the timeout, sending nothing more?
  bool ends(std::chrono::milliseconds timeout = std::chrono::seconds(25));
  const std::string& rest() const noexcept { return buffer_; }

 private:
  explicit RawTcp(int socket) noexcept : socket_(socket) {}
  int socket_;
  std::string buffer_;  // received, not yet a response
};

// One request on a connection of its own.
Result<Response> http_get(const std::string& host, std::uint16_t port, const std::string& target,
                          const Headers& headers = {});
Result<Response> http_request(std::uint16_t port, const std::string& method, const std::string& target,
                              const std::string& body = "", const Headers& headers = {});

class RawSocket {
 public:
  // Opens a WebSocket on 127.0.0.1, by that Host if `headers` name no other. An answer other than 101 is Errc::refused,
  // with the status in the message; none in time is Errc::closed.
  static Result<RawSocket> connect(std::uint16_t port, const std::string& target, const Headers& headers = {},
                                   std::chrono::milliseconds patience = std::chrono::seconds(60));

  bool send(BytesView message, bool binary = true);
  // A frame of any kind: `first` is the first byte (FIN, RSV1 to RSV3, opcode). It is masked.
  bool send_frame(std::uint8_t first, BytesView payload);
  bool send_raw(BytesView bytes);
  // The next whole message; pings are answered on the way. Nothing if the time is over or the socket closed.
  std::optional<Bytes> receive(std::chrono::milliseconds timeout);
  bool last_was_binary() const noexcept { return binary_; }
  std::size_t pings() const noexcept { return pings_; }
  std::size_t pongs() const noexcept { return pongs_; }
  // What the peer said when it closed; 1006 if it left without a word. Nothing while it is open.
  std::optional<http::CloseReason> close_reason() const { return close_reason_; }
  // The handshake's response, for its headers.
  const Response& handshake() const noexcept { return handshake_; }
  RawTcp& tcp() noexcept { return tcp_; }
  // Says goodbye with this code and waits a little for the answer. Without a code: none is sent.
  void close(std::optional<std::uint16_t> code = 1000);

 private:
  RawSocket(RawTcp tcp, Response handshake);
  struct Frame {
    std::uint8_t first;
    Bytes payload;
  };
  std::optional<Frame> next_frame(std::chrono::steady_clock::time_point deadline);

  RawTcp tcp_;
  Response handshake_;
  std::string buffer_;        // received, not yet a frame
  std::size_t consumed_ = 0;  // of buffer_
  Bytes message_;             // of fragments so far
  bool binary_ = false;
  std::size_t pings_ = 0;
  std::size_t pongs_ = 0;
  std::optional<http::CloseReason> close_reason_;
};

}  // namespace bonito::test
