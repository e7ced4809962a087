// A page as a browser has it, without a browser: the HTML by HTTP, then the protocol on a WebSocket.
//
//   auto page = RawPage::open(server.port()).value();
//   page.event(2);
//   auto message = page.next();   // {opcode, arguments…}
//
// Owner: its connection. Thread: one at a time, all calls block. Failure: a Result or nothing.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "bonito/wire/value.hpp"
#include "support/raw_client.hpp"

namespace bonito::test {

class RawPage {
 public:
  // Fetches the page and connects; the welcome has come when it returns.
  static Result<RawPage> open(std::uint16_t port, const std::string& path = "/");
  // The HTML only.
  static Result<RawPage> fetch(std::uint16_t port, const std::string& path = "/");
  Result<bool> connect();

  const std::string& html() const noexcept { return html_; }
  const std::string& session() const noexcept { return session_; }
  RawSocket& socket() noexcept { return *socket_; }

  bool event(std::uint32_t slot, const Value::List& fields = {});
  bool notify(std::uint32_t slot, const Value& value);
  // The next message from the server; nothing if the time is over or the socket closed.
  std::optional<Value::List> next(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // Bytes of the last frame that came.
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }

 private:
  bool say(std::uint8_t opcode, std::uint32_t slot, const Value& argument);
  bool read(BytesView frame);

  std::uint16_t port_ = 0;
  std::string html_;
  std::string session_;
  std::optional<RawSocket> socket_;
  std::deque<Value::List> messages_;
  std::uint16_t sent_ = 0;
  std::uint16_t received_ = 0;
  std::size_t frame_bytes_ = 0;
};

// The value of a page's attribute "content" in <meta name="bonito">; empty if there is none.
std::string session_of(const std::string& html);

}  // namespace bonito::test
