// A socket that says when Beast begins to take it down: having said goodbye, Beast waits for the peer to go, and would
// wait for ever.
//
// Owner: the connection's stream. Thread: with its gate held. Failure: none of its own.
#pragma once
#include <boost/beast/websocket/teardown.hpp>
#include <functional>
#include <utility>

#include "http/event_loop.hpp"
#include "http/gated_executor.hpp"

namespace bonito::http {

class GatedSocket : public asio::basic_stream_socket<asio::ip::tcp, GatedExecutor<>> {
 public:
  using basic_stream_socket::basic_stream_socket;
  std::function<void()> on_teardown;
};

// Found by Beast instead of its own.
template <class Handler>
void async_teardown(boost::beast::role_type role, GatedSocket& socket, Handler&& handler) {
  socket.on_teardown();
  boost::beast::websocket::async_teardown(
      role, static_cast<asio::basic_stream_socket<asio::ip::tcp, GatedExecutor<>>&>(socket),
      std::forward<Handler>(handler));
}

}  // namespace bonito::http
