// A WebSocket on an event loop: from a handshake that was read to the end of the socket.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "bonito/http/http_server.hpp"
#include "http/event_loop.hpp"
#include "http/http_request.hpp"

namespace bonito::http {

// Takes the system's socket `handle` and answers the handshake on it. The loop keeps what follows
// alive. On the loop's thread.
void accept_websocket(std::shared_ptr<EventLoop> loop, asio::ip::tcp protocol, int handle,
                      const BeastRequest& handshake, Accept accept);

}  // namespace bonito::http
