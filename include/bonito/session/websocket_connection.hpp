// The connections that a page may have without any of yours: WebSocketConnection, the default; DualWebSocketConnection,
// for large arrays on slow lines; and NoConnection.
//
//   const Registration static_pages = force_connection<NoConnection>();
//
// A WebSocketConnection's page opens its socket at "_bonito/ws/ID", beside its other files. The library's Server
// answers there; a server of your own does with connection's handler():
//
//   const auto session = find_session(id);                              // the last part of the path
//   const auto connection = connection_of<WebSocketConnection>(*session);
//   auto attachment = connection->handler().attach(*session, socket);   // or run_connection_loop(…)
//
// A DualWebSocketConnection's page opens a second socket, at the same URL with the query "bulk": for that one it is
// bulk_handler(), and all the rest is the same. A value of more than 64 KiB goes there, as long as it is open, so that
// a click or a small value does not wait behind it; while it is lost, what it had not brought goes by the first. Values
// of one observable keep their order, and nothing is lost or told twice when one of the two breaks.
//
// Owner, thread, failure: as FrontendConnection.
#pragma once
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/websocket_handler.hpp"

namespace bonito {

class WebSocketConnection : public FrontendConnection {
 public:
  Js setup_connection(Session& session) override;
  Sent write(Payload frame) override { return handler_.write(std::move(frame)); }
  bool is_open() const noexcept override { return handler_.is_open(); }
  void close() noexcept override { handler_.close(); }
  WebSocketHandler& handler() noexcept { return handler_; }

 private:
  WebSocketHandler handler_;
};

class DualWebSocketConnection final : public WebSocketConnection {
 public:
  ~DualWebSocketConnection() override { bulk_handler_.close(); }
  Js setup_connection(Session& session) override;
  std::shared_ptr<Channel> bulk() override { return bulk_handler_.current(); }
  void close() noexcept override;
  WebSocketHandler& bulk_handler() noexcept { return bulk_handler_; }

 private:
  WebSocketHandler bulk_handler_{Carries::bulk};
};

// The page is what it is when it is rendered. Its scripts run, and what they set is shown; nothing is sent, and no
// handler of the program's hears of it.
class NoConnection final : public FrontendConnection {
 public:
  Js setup_connection(Session&) override { return {}; }
  Sent write(Payload) override { return Sent::no; }
  bool is_open() const noexcept override { return false; }
  void close() noexcept override {}
};

}  // namespace bonito
