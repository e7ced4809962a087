#include "session/own_scripts.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view source = "Bonito.connect($0, $1, $2)";

}  // namespace

Js own_script(const OwnWays& ways) { return js_unchecked(std::string(source), ways.socket, ways.stream, ways.bulk); }

std::optional<OwnWays> own_ways_of(const Js& script) {
  if (script.source() != source || script.arguments().size() != 3) return std::nullopt;
  const auto text = [&](std::size_t argument) {
    const auto* value = std::get_if<Value>(&script.arguments()[argument]);
    return value ? value->text() : nullptr;
  };
  const auto* socket = text(0);
  const auto* stream = text(1);
  const auto* bulk = text(2);
  if (!socket || !stream || !bulk) return std::nullopt;
  return OwnWays{std::string(*socket), std::string(*stream), std::string(*bulk)};
}

}  // namespace bonito::detail
