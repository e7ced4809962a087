// What becomes of a WebSocket's handshake: a session's connection, or a refusal that the page can read.
//
// Thread: any; what they return runs on the socket's I/O thread. Failure: none.
#pragma once
#include <memory>
#include <string_view>

#include "bonito/http/http_server.hpp"
#include "bonito/session/session.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {

// The socket carries the session's frames as long as both live. The session is held weakly.
http::Accept connect_socket(const std::shared_ptr<Session>& session, std::string_view query, bool compression);

// The handshake succeeds and the socket closes at once: a page can read a close code, and no status.
http::Accept refuse_socket(Bye why);

}  // namespace bonito::detail
