// SessionStreams: sessions that are carried by server-sent events and POSTs, where WebSockets do not pass:
// protocol/README.md, "Streams".
//
//   respond(streams.connect(session));            // a GET that may: the session's stream, or a reason the page can
//   read streams.receive(session_id, post, respond);   // what its browser says, answered when the next may come
//
// A stream is one more socket of the session's WebSocketHandler. Its token, which it tells first, says that a POST is
// from whoever reads it.
//
// Owner: the server; what a stream's callbacks hold of it outlives it. Thread: any; nothing blocks. Failure: none.
#pragma once
#include <memory>
#include <string_view>

#include "bonito/http/http_server.hpp"
#include "bonito/session/session.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {

class SessionStreams {
 public:
  SessionStreams();
  ~SessionStreams();

  // The stream carries the session's frames as long as both live. The session is held weakly.
  http::Answer connect(const std::shared_ptr<Session>& session);
  void receive(std::string_view session, const Request& post, http::Respond respond);
  // A stream that says bye, and ends.
  static Response refuse(const Bye& why);

 private:
  class Table;
  const std::shared_ptr<Table> table_;
};

}  // namespace bonito::detail
