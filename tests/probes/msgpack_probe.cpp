// msgpack_probe: the wire's encoder and decoder, for conformance suites that stand outside. It reads
// lines and answers each with one line, at once, until its input ends:
//
//   d HEX      →  J TYPED   or  E why      decode exactly one value
//   e TYPED    →  H HEX     or  E why      encode one
//
// TYPED is JSON that says each value's type: see typed_json.hpp. Dates and typed arrays are extensions
// here, with their payload as it travels.
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "typed_json.hpp"

namespace {

using namespace bonito;
using namespace bonito::testing;

std::string refusal(const Error& error) { return "E " + error.message; }

std::string answer_decode(std::string_view hex) {
  const auto bytes = from_hex(hex);
  if (!bytes) return "E After d there must be an even number of hexadecimal digits.";
  const auto value = decode(*bytes, {.raw_extensions = true});
  return value ? "J " + to_typed(*value).dump() : refusal(value.error());
}

std::string answer_encode(std::string_view text) {
  const Json typed = Json::parse(text, nullptr, false);
  if (typed.is_discarded()) return "E After e there must be JSON.";
  const auto value = from_typed(typed);
  if (!value) return refusal(value.error());
  Bytes bytes;
  Encoder(bytes).value(*value);
  return "H " + to_hex(bytes);
}

std::string answer(std::string_view line) try {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with("d ")) return answer_decode(line.substr(2));
  if (line.starts_with("e ")) return answer_encode(line.substr(2));
  return "E A line is d and hexadecimal digits, or e and typed JSON.";
} catch (const std::exception& failure) {
  return std::string("E ") + failure.what();
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(line) << std::endl;
}
