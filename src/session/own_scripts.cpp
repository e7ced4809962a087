#include "session/own_scripts.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view source = "Bonito.connect($0, $1, $2)";

}  // namespace

Js own_script(const OwnWays& ways) { return js_unchecked(std::string(source), ways.socket, ways.stream, ways.bulk); }

std::optional<OwnWays> own_ways_of(const Js& script) {
  if (script.source() != source || script.arguments().size() != 3) return std::nullopt;
  const auto* socket = script.arguments()[0].text();
  const auto* stream = script.arguments()[1].text();
  const auto* bulk = script.arguments()[2].text();
  if (!socket || !stream || !bulk) return std::nullopt;
  return OwnWays{std::string(*socket), std::string(*stream), std::string(*bulk)};
}

}  // namespace bonito::detail
