// WebSocket: one open socket to a browser, whole messages both ways.
//
// Owner: the server's I/O threads keep it alive while it is open; hold the shared_ptr to write.
// Thread: write and close from any thread, without blocking: they hand the work to the socket's I/O
// thread. The callbacks run on that I/O thread, one at a time: they must be short and never block.
// Failure: a peer that breaks the protocol, sends more than the limit, or goes away ends in
// on_close, once, with the code and reason that were said, or 1006 if none were. A peer that is
// silent is pinged, and dropped when it does not answer (HttpOptions::ping_interval). What a callback
// throws is logged, and closes the socket with 1011.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bonito/base/payload.hpp"

namespace bonito::http {

enum class Opcode { text, binary };

// Close codes of RFC 6455, section 7.4.1; 4000 to 4999 are the application's.
struct CloseReason {
  std::uint16_t code = 1000;
  std::string text = "";  // at most 123 bytes of UTF-8; longer ones are cut
};

class WebSocket {
 public:
  virtual ~WebSocket() = default;
  // Takes the message, to be written in order. Returns how many bytes wait to be written, this one
  // included, and at least 1; a closed socket takes nothing and returns 0. Text must be UTF-8: it is not checked here.
  virtual std::size_t write(Opcode opcode, Payload message) = 0;
  virtual bool is_open() const noexcept = 0;
  // Reads no more, or goes on: the peer is held back, and its pings wait. It is not asked meanwhile whether it is
  // there.
  virtual void hold_back(bool on) noexcept = 0;
  // From now on, instead of WebSocketOptions::max_message_bytes.
  virtual void max_message_bytes(std::size_t bytes) noexcept = 0;
  // Writes what waits, says why, and ends; after five seconds even if the peer does not answer. From
  // now on nothing is taken and no message is delivered. Harmless twice.
  virtual void close(CloseReason reason = {}) noexcept = 0;
};

struct WebSocketEvents {
  // Once, before any other: the socket is open.
  std::function<void(std::shared_ptr<WebSocket>)> on_open;
  // One whole message; the view dies when the call returns.
  std::function<void(Opcode, BytesView)> on_message;
  // Everything that was written has left, each time that becomes so; what was congested may go on.
  std::function<void()> on_drained;
  // Once, last.
  std::function<void(const CloseReason&)> on_close;
};

struct WebSocketOptions {
  std::size_t max_message_bytes = 16u << 20;  // a longer one closes the socket with 1009
  bool compression = false;                   // permessage-deflate, if the peer offers it
  // While more than this waits to be written, nothing is read: who sends but does not read is held back.
  std::size_t write_high_water = 16u << 20;
};

}  // namespace bonito::http
