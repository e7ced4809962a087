// What stands before the body of a response, as text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "bonito/web/request.hpp"

namespace bonito::http {

// How the connection goes on after a response.
enum class Persistence {
  close,       // "Connection: close"
  keep,        // what HTTP/1.1 does without a word
  keep_aloud,  // "Connection: keep-alive", as HTTP/1.0 wants it
};

// How the peer knows where the body ends.
enum class Framing {
  length,     // "Content-Length: …"
  chunked,    // "Transfer-Encoding: chunked"
  until_end,  // of the connection: for HTTP/1.0
  unsaid,     // there is none: a HEAD was asked for, and nobody knows how long a GET's would be
};

// May a response of this status have a body? (RFC 9110: not 1xx, 204, 304.)
bool has_body(int status) noexcept;

// The status line and the headers. What frames the message (Content-Length, Date, Connection and
// their like) is set here, whatever the handler said. A header that is none (a name that is no token,
// a line break in a value) is dropped and logged: it would inject another one.
std::string response_head(const Response& response, Persistence persistence, Framing framing = Framing::length);

// What stands before a chunk of the body, and after it. One of no bytes is the body's end.
std::string chunk_head(std::size_t size);
inline constexpr std::string_view chunk_end = "\r\n";

}  // namespace bonito::http
