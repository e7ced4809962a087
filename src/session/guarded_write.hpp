// write_to: a frame for a connection that may be of the program's own making. What its write() throws is logged, as is
// one that takes nothing and says that it is open: then the frame was not taken.
//
// Thread: any, one at a time for each connection. Failure: none.
#pragma once
#include "bonito/session/channel.hpp"

namespace bonito::detail {

class FailureReferences;

// Of a page's connection, which may be opened as often as the page likes: no more is logged than `failures` says.
Sent write_to(Channel& connection, Payload frame, FailureReferences& failures) noexcept;

}  // namespace bonito::detail
