// WebSocketHandler: the sockets of one session, for a web server of your own. Each that comes begins as a candidate;
// the one whose hello the session accepts is the socket in use, and the one before it is told so and closed.
//
//   class MyConnection final : public FrontendConnection {       // or use WebSocketConnection, which is this
//    public:
//     Js setup_connection(Session& session) override { return setup_websocket_connection_js(my_url, session); }
//     Sent write(Payload frame) override { return handler.write(std::move(frame)); }
//     bool is_open() const noexcept override { return handler.is_open(); }
//     void close() noexcept override { handler.close(); }
//     WebSocketHandler handler;
//   };
//
// A server with callbacks attaches each socket, and passes on what happens to it:
//
//   auto attachment = handler.attach(*session, std::make_shared<MyChannel>(socket));   // on open
//   attachment.process_message(frame);                                                 // each whole binary message
//   attachment.writable();                                                             // what was congested has room
//   end_connection(*session, attachment.closed());                                     // on close
//
// One with a thread for each socket calls run_connection_loop: connection_loop.hpp.
//
// A channel is attached when it is open: one that is not counts as one that has ended. It need not be a socket; any
// ways to the browser that replace each other will do.
//
// What the session says goes through the session's FrontendConnection, whose write may change it before it hands it to
// the handler; the handler brings it to the socket it is for.
//
// Owner: the connection that it is a member of. Thread: any. Failure: none; a socket that has ended takes nothing.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bonito/dom/js.hpp"
#include "bonito/session/channel.hpp"

namespace bonito {

class Session;
namespace detail {
class HandledSockets;
class HandledSocket;
}  // namespace detail

// How a socket's life ended.
enum class LoopEnd {
  browser_left,    // it was the session's
  superseded,      // a newer socket has the session, or it never had it: there is nothing to do
  session_closed,  // the session has closed it
};

// One socket among a handler's. A handle: copies are the same socket.
class Attachment {
 public:
  Attachment() noexcept = default;  // of no socket: everything is harmless, and it was superseded
  void process_message(BytesView frame) const;
  void writable() const;
  // The socket has ended: the session is not told yet, see end_connection.
  LoopEnd closed() const;

 private:
  friend class WebSocketHandler;
  explicit Attachment(std::shared_ptr<detail::HandledSocket> socket) noexcept : socket_(std::move(socket)) {}
  std::shared_ptr<detail::HandledSocket> socket_;
};

// What sockets are for: a session's frames; or long messages only, beside others (DualWebSocketConnection). One of the
// latter is in use when it is attached, nobody says hello there, and its end matters to nobody: it was superseded.
enum class Carries { frames, bulk };

class WebSocketHandler {
 public:
  explicit WebSocketHandler(Carries what = Carries::frames);
  ~WebSocketHandler();
  WebSocketHandler(const WebSocketHandler&) = delete;
  WebSocketHandler& operator=(const WebSocketHandler&) = delete;

  // Of the socket in use.
  Sent write(Payload frame);
  bool is_open() const noexcept;
  void close() noexcept;
  std::shared_ptr<Channel> current() const;  // null: none

  Attachment attach(Session& session, std::shared_ptr<Channel> socket);

 private:
  const Carries what_;
  const std::shared_ptr<detail::HandledSockets> sockets_;
};

// What the end of a socket asks for: nothing, Session::soft_close or Session::close, as `how` and the cleanup policy
// say. Whoever has taken the session over meanwhile is not harmed.
void end_connection(Session& session, LoopEnd how);

struct WebSocketJsOptions {
  std::string query = "";  // after the URL: "token=…"
};
// The page opens a socket at `url`, to which the session's id is appended, and opens it again whenever it is lost.
// `url` is absolute (ws:, wss:, http: or https:), or relative to the page.
Js setup_websocket_connection_js(std::string_view url, const Session& session, const WebSocketJsOptions& options = {});

}  // namespace bonito
