// What may stand in a Close frame (RFC 6455, sections 5.5.1 and 7.4), and at the end of text.
#pragma once
#include "bonito/http/websocket.hpp"

namespace bonito::http {

// The same reason, made fit to be sent: text cut to 123 bytes between two characters, and 1000 in
// place of a code that nobody may send.
CloseReason sendable(CloseReason reason);

// Is the last character of this text, UTF-8 so far, not complete?
bool ends_inside_character(std::string_view text) noexcept;

}  // namespace bonito::http
