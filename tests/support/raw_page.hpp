// A page as a browser has it, without a browser: the HTML by HTTP, then the protocol on a WebSocket.
//
//   auto page = RawPage::open(server.port()).value();
//   page.event(2);
//   auto message = page.next();   // {opcode, arguments…}
//   page.drop();                  // the line is lost …
//   page.event(2);                // … what is said meanwhile is kept …
//   page.connect();               // … and sent, and nothing is lost or comes twice
//
// Owner: its connection. Thread: one at a time, all calls block. Failure: a Result or nothing; what the server did
// wrong is complaint(), and ends the connection.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "bonito/wire/value.hpp"
#include "support/raw_client.hpp"
#include "support/raw_session.hpp"

namespace bonito::test {

struct RawPageOptions {
  Acknowledge acknowledge = Acknowledge::at_once;
  std::chrono::milliseconds patience = std::chrono::seconds(60);  // for a connection and its welcome
};

class RawPage {
 public:
  // Fetches the page and connects; the welcome has come when it returns.
  static Result<RawPage> open(std::uint16_t port, const std::string& path = "/", RawPageOptions options = {});
  // The HTML only.
  static Result<RawPage> fetch(std::uint16_t port, const std::string& path = "/", RawPageOptions options = {});
  // Another tab that shows a session which is known already.
  static RawPage of(std::uint16_t port, std::string session, RawPageOptions options = {});

  // For the first time, or anew: then the two sides go on where they stand. What was open is dropped.
  Result<bool> connect();
  Result<bool> connect(std::uint16_t port);  // and from here on by that port: a proxy's
  void drop() noexcept;                      // closes the connection without a word
  bool is_connected() const;                 // as far as it has read
  void set_patience(std::chrono::milliseconds patience) noexcept { options_.patience = patience; }

  const std::string& html() const noexcept { return html_; }
  const std::string& session() const noexcept { return session_; }
  const RawSession& protocol() const noexcept { return protocol_; }
  // Precondition: it was connected, and not dropped.
  RawSocket& socket() noexcept { return *socket_; }
  // Why the connection ended: the bye that came, as a frame or as the WebSocket's close code.
  std::optional<Bye> bye() const;
  const std::optional<Error>& complaint() const noexcept { return complaint_; }

  // Kept until the server has applied it, and sent at once if there is a connection. False if it can neither be sent
  // nor kept.
  bool event(std::uint32_t slot, const Value::List& fields = {});
  bool notify(std::uint32_t slot, const Value& value);
  // The next message from the server; nothing if the time is over or the connection has ended.
  std::optional<Value::List> next(std::chrono::milliseconds timeout = std::chrono::seconds(60));
  // Bytes of the last frame that came.
  std::size_t frame_bytes() const noexcept { return protocol_.frame_bytes(); }

 private:
  explicit RawPage(RawPageOptions options) : options_(options), protocol_(options.acknowledge) {}
  void send_all();
  bool receive(std::chrono::milliseconds timeout);

  RawPageOptions options_;
  std::uint16_t port_ = 0;
  std::string html_;
  std::string session_;
  RawSession protocol_;
  std::optional<RawSocket> socket_;
  std::optional<Error> complaint_;
};

// The value of a page's attribute "content" in <meta name="bonito">; empty if there is none.
std::string session_of(const std::string& html);
// The slot of the first element that listens to this event; 0 if none does.
std::uint32_t event_slot(const std::string& html, const std::string& event);

}  // namespace bonito::test
