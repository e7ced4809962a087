// ProxyLine: one end of the line between a worker and a host, and what is said over it.
//
// A message is its kind (one byte), a MessagePack list of arguments, and for some kinds bytes as they are. Both ends
// begin with hello. The host numbers the apps that it shows, and the sockets of each, from 1.
//
// Owner: its end, and whoever speaks. Thread: any; the channel is given one message at a time, with no lock held.
// Failure: what is not as it should be throws Failure{Errc::bad_payload}, and ends the line.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bonito/session/channel.hpp"
#include "bonito/web/request.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/encoder.hpp"
#include "session/frame_weight.hpp"

namespace bonito::detail {

inline constexpr std::uint32_t proxy_version = 2;

enum class LineOp : std::uint8_t {
  hello = 0,  // version
  // From the host.
  render = 1,   // app, name, to_root, downloads, request…: see HostEnd::ask
  connect = 2,  // app, socket, notices_loss: a browser has come
  lost = 3,     // app, socket: it has gone
  // Both ways.
  frame = 4,  // app, socket; the frame
  taken = 5,  // app, socket, weight: of the frames that the other side has sent, so much is done with
  end = 6,    // app: the session has ended here
  // From the worker.
  rendered = 7,    // app, slot, bytes of the content; the content, and the script's element
  failed = 8,      // app, code, what the visitor may know
  open = 9,        // app, socket: it has been welcomed, and is the one in use
  close = 10,      // app, socket, code, reason; code 0: without a word
  asset = 11,      // app, key, mime, has_bytes; the content, unless the host has it: the app's page may ask for it
  withdrawn = 12,  // key: no page asks for it any more
  // A download, which the host numbers from 1 on the line. It asks for the next thing when the last one has come.
  fetch = 13,   // from the host: number, app, key, method, headers
  answer = 14,  // from the worker: number, status, headers, has_body, size if known; the body, if it is short
  more = 15,    // from the host: number, room: for so much of the body
  piece = 16,   // from the worker: number; some of the body, or nothing: this was all
  cut = 17,     // from the worker: number; what makes the body has failed
  drop = 18,    // from the host: number; the last word
};

template <class... T>
Bytes line_message(LineOp op, const T&... arguments) {
  Bytes message{static_cast<std::byte>(op)};
  Encoder out(message);
  out.list(sizeof...(T));
  (out.value(bonito::to_value(arguments)), ...);
  return message;
}

// What a request or a response says: maybe not UTF-8.
using LineHeaders = std::vector<std::pair<Value, Value>>;
Value line_value(const Headers& headers);
Headers headers_of(const LineHeaders& headers);
std::string string_of(const Value& text);

class LineMessage {
 public:
  explicit LineMessage(BytesView message);

  LineOp op() const noexcept { return op_; }
  BytesView rest() const noexcept { return rest_; }
  template <class... T>
  std::tuple<T...> read() const {
    return bonito::from_value<std::tuple<T...>>(arguments_).value();
  }

 private:
  LineOp op_{};
  Value arguments_;
  BytesView rest_;
};

class ProxyLine {
 public:
  explicit ProxyLine(std::shared_ptr<Channel> channel);

  void send(Payload message);
  void send_frame(std::uint32_t app, std::uint32_t socket, const Payload& frame);
  // The two halves of send(), where the order is decided under a lock: it is said without.
  void enqueue(Payload message);
  void say();
  void writable();
  bool is_open() const;
  void close();  // harmless twice
  // When more than this waits, nobody reads at the other end, and the line is closed.
  static constexpr std::size_t most_waiting = 512u << 20;

 private:
  void forget();  // what waits; with the lock held

  const std::shared_ptr<Channel> channel_;
  mutable std::mutex mutex_;
  std::deque<Payload> waiting_;
  bool is_saying_ = false;  // somebody is
  bool congested_ = false;
  std::size_t waiting_bytes_ = 0;
  bool closed_ = false;
};

}  // namespace bonito::detail
