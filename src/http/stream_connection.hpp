// A response's stream on an event loop: from its head to the end of the socket.
#pragma once
#include <memory>
#include <string>

#include "bonito/http/response_stream.hpp"
#include "http/event_loop.hpp"
#include "http/response_head.hpp"

namespace bonito::http {

// Writes `head`, and then what the stream is given. The loop keeps what follows alive. On the loop's thread.
void start_stream(const std::shared_ptr<EventLoop>& loop, LoopSocket socket, std::string head, Framing framing,
                  Stream stream);

}  // namespace bonito::http
