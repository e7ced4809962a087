#include "session/own_scripts.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view source = "Bonito.connect($0, $1)";

}  // namespace

Js own_script(const OwnWays& ways) { return js_unchecked(std::string(source), ways.socket, ways.stream); }

std::optional<OwnWays> own_ways_of(const Js& script) {
  if (script.source() != source || script.arguments().size() != 2) return std::nullopt;
  const auto* socket = script.arguments()[0].text();
  const auto* stream = script.arguments()[1].text();
  if (!socket || !stream) return std::nullopt;
  return OwnWays{std::string(*socket), std::string(*stream)};
}

}  // namespace bonito::detail
