// ResponseStream: the body of a response that is written while it is read: server-sent events, a log, a long table.
//
//   respond(Stream{.head = {.headers = {{"Content-Type", "text/event-stream"}}},
//                  .events = {.on_open = [](std::shared_ptr<ResponseStream> stream) { stream->write(hello); }}});
//
// The peer sees it come in chunks (in HTTP/1.0, up to the end of the connection), and the connection ends with it. What
// else the peer sends on it is not read as a request. A HEAD, or a status that has no body, is answered with the head
// alone, and nothing is opened.
//
// Owner: the server's I/O threads keep it alive while it is open; hold the shared_ptr to write. It counts as one of
// HttpOptions::max_connections. Thread: write and close from any thread, without blocking: they hand the work to the
// stream's I/O thread. The callbacks run on that I/O thread, one at a time: they must be short and never block.
// Failure: a peer that goes away, or takes nothing for two to three HttpOptions::ping_interval, ends in on_close, once.
// What a callback throws is logged, and ends the stream, as does more that waits than StreamOptions allows: then the
// body has no end, and whoever reads it knows that it is not whole.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "bonito/base/payload.hpp"
#include "bonito/web/request.hpp"

namespace bonito::http {

class ResponseStream {
 public:
  virtual ~ResponseStream() = default;
  // Takes the piece, to be written in order. Returns how many bytes wait to be written, this one's included, and a
  // little for each piece; a stream that has ended takes nothing and returns 0. An empty piece is none.
  virtual std::size_t write(Payload piece) = 0;
  virtual bool is_open() const noexcept = 0;
  // Writes what waits, and ends the body; after five seconds even if the peer does not take it. From now on nothing is
  // taken. Harmless twice.
  virtual void close() noexcept = 0;
};

struct StreamEvents {
  // Once, before any other: the stream is open.
  std::function<void(std::shared_ptr<ResponseStream>)> on_open;
  // Everything that was written has left, each time that becomes so; whoever waited for room may go on.
  std::function<void()> on_drained;
  // Once, last.
  std::function<void()> on_close;
};

struct StreamOptions {
  std::size_t max_waiting_bytes = 64u << 20;  // who writes on regardless loses the stream
  // Written when nothing has been for a HttpOptions::ping_interval, so that proxies do not think that nobody is here,
  // and a peer that is gone is noticed: what means nothing in this body's language. None: nothing is.
  std::string filler = "";
};

struct Stream {
  Response head = {};  // its body stays unsaid
  StreamEvents events = {};
  StreamOptions options = {};
};

}  // namespace bonito::http
