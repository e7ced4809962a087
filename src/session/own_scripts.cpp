#include "session/own_scripts.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view websocket_source = "Bonito.connect_websocket($0)";

}  // namespace

Js websocket_script(std::string_view url) { return js_unchecked(std::string(websocket_source), url); }

std::optional<std::string> socket_url_of(const Js& script) {
  if (script.source() != websocket_source || script.arguments().size() != 1) return std::nullopt;
  const auto* url = script.arguments().front().text();
  if (!url) return std::nullopt;
  return std::string(*url);
}

}  // namespace bonito::detail
