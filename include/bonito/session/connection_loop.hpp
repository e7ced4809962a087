// run_connection_loop: carries a session over one socket of a server that has a thread for each.
//
//   struct Socket {                 // whatever your server's is, in four functions
//     bool read(Bytes& frame);      // waits for one whole binary message; false: the peer is gone
//     bool write(BytesView frame);  // may block; false: the peer is gone
//     bool is_open();
//     void close();                 // ends a read() that waits
//     void close(const Bye& why);   // need not be there: the same where the session says why; see close_code()
//   };
//   const auto how = run_connection_loop(*session, connection->handler(), socket);
//   end_connection(*session, how);                         // or session->soft_close(), or session->close()
//
// It reads on the calling thread, and writes on one of its own, so that a slow browser holds up nobody. A message of a
// size that your server would not take is for your server to refuse; the session refuses what is over 16 MiB.
//
// Owner: the socket stays the caller's, and is used until the loop returns. Thread: read() and the others are called
// from two threads at once; is_open() and close() from any. Failure: what the socket throws is logged, and ends the
// loop as if the peer were gone.
#pragma once
#include <concepts>
#include <functional>
#include <optional>

#include "bonito/base/bytes.hpp"
#include "bonito/session/session.hpp"
#include "bonito/session/websocket_handler.hpp"

namespace bonito {

template <class S>
concept WebSocketStream = requires(S& socket, Bytes& in, BytesView out) {
  { socket.read(in) } -> std::convertible_to<bool>;
  { socket.write(out) } -> std::convertible_to<bool>;
  { socket.is_open() } -> std::convertible_to<bool>;
  socket.close();
};

template <class S>
concept SaysWhyItCloses = requires(S& socket, const Bye& why) {
  socket.close(why);
};

namespace detail {

struct BlockingSocket {
  std::function<bool(Bytes&)> read;
  std::function<bool(BytesView)> write;
  std::function<bool()> is_open;
  std::function<void(const std::optional<Bye>& why)> close;
};
LoopEnd run_blocking_socket(Session& session, WebSocketHandler& handler, BlockingSocket socket);

}  // namespace detail

// Until the peer is gone, a newer socket has the session, or the session is closed.
template <WebSocketStream S>
LoopEnd run_connection_loop(Session& session, WebSocketHandler& handler, S& socket) {
  return detail::run_blocking_socket(session, handler,
                                     {.read = [&socket](Bytes& frame) -> bool { return socket.read(frame); },
                                      .write = [&socket](BytesView frame) -> bool { return socket.write(frame); },
                                      .is_open = [&socket]() -> bool { return socket.is_open(); },
                                      .close =
                                          [&socket](const std::optional<Bye>& why) {
                                            if constexpr (SaysWhyItCloses<S>) {
                                              if (why) return static_cast<void>(socket.close(*why));
                                            }
                                            socket.close();
                                          }});
}

}  // namespace bonito
