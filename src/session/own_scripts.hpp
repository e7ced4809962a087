// Scripts that the client has itself: the page names them, and is served no module for them.
// Thread: any. Failure: none.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "bonito/dom/js.hpp"

namespace bonito::detail {

Js websocket_script(std::string_view url);
// The URL, if this is such a script.
std::optional<std::string> socket_url_of(const Js& script);

}  // namespace bonito::detail
