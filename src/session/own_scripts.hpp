// Scripts that the client has itself: the page names them, and is served no module for them.
// Thread: any. Failure: none.
#pragma once
#include <optional>
#include <string>

#include "bonito/dom/js.hpp"

namespace bonito::detail {

// Where the session's WebSocket is, its stream, and a second WebSocket for long messages; empty: it has none.
struct OwnWays {
  std::string socket = "";
  std::string stream = "";
  std::string bulk = "";
};
Js own_script(const OwnWays& ways);
// Nothing if this is no such script.
std::optional<OwnWays> own_ways_of(const Js& script);

}  // namespace bonito::detail
