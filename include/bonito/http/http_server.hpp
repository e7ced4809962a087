// HttpServer: HTTP/1.1 with keep-alive, and WebSocket upgrades. It knows nothing of pages.
//
//   HttpServer server({.port = 0}, {
//     .on_request = [](Request request, Respond respond) { respond({.body = "hello"}); },
//     .on_upgrade = [](Request request, Decide decide) { decide(Response{.status = 404}); },
//   });
//   server.close();
//
// A request is answered with a Response, whose body may be read while it is sent (web/body_source.hpp), or with a
// Stream, whose body is written bit by bit: response_stream.hpp.
//
// Owner: whoever made it; the destructor closes. Thread: on_request and on_upgrade run on an I/O
// thread and must not block; `respond` and `decide` may be called from any thread, once, now or later (a
// second call is dropped; never calling it ends in a 500 when the last copy of it goes). Failure: the
// constructor throws Failure: Errc::in_use when the port is taken, Errc::io when the address cannot
// be used. Limits: 64 KiB of headers, `max_body_bytes` of body (413), 30 s to send a request (408).
// HEAD gets GET's headers without the body. Content-Length, Date and Connection are set here.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "bonito/http/response_stream.hpp"
#include "bonito/http/websocket.hpp"
#include "bonito/web/request.hpp"

namespace bonito::http {

struct HttpOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one
  std::size_t io_threads = 1;
  std::size_t max_body_bytes = 8u << 20;
  std::size_t max_connections = 16'384;      // one more is closed at once
  std::chrono::seconds request_timeout{30};  // for one to come, and a second more for every 16 KiB of it
  // A WebSocket that is silent for one to two of these is pinged, and dropped if silent for one more. So is a stream
  // whose peer takes nothing.
  std::chrono::milliseconds ping_interval{25'000};  // twice this is less than proxies usually wait
};

using Answer = std::variant<Response, Stream>;

// Answers one request. Copies answer the same one.
class Respond {
 public:
  Respond() = default;
  explicit Respond(std::function<void(Answer)> answer) : answer_(std::move(answer)) {}
  void operator()(Response response) const { answer_(std::move(response)); }
  void operator()(Answer answer) const { answer_(std::move(answer)); }

 private:
  std::function<void(Answer)> answer_;
};

struct Accept {  // an upgrade that is welcome
  WebSocketEvents events;
  WebSocketOptions options = {};
};
using UpgradeAnswer = std::variant<Accept, Response>;  // a Response refuses
using Decide = std::function<void(UpgradeAnswer)>;

struct HttpEvents {
  std::function<void(Request, Respond)> on_request;
  std::function<void(Request, Decide)> on_upgrade;
  // Does the job elsewhere, where it may block: to read a body's source. None: it is done on the I/O thread.
  std::function<void(std::function<void()> job)> on_work = {};
};

class HttpServer {
 public:
  HttpServer(HttpOptions options, HttpEvents events);  // listens when it returns
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const noexcept;
  // Stops accepting, closes every WebSocket with 1001, lets running responses finish for at most
  // one second, and joins the I/O threads. Harmless twice; not from an I/O thread.
  void close() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bonito::http
