#include <charconv>
#include <optional>

#include "bonito/base/error.hpp"
#include "bonito/host/server.hpp"

namespace bonito {
namespace {

[[noreturn]] void refuse(const char* program, const std::string& sentence) {
  throw Failure({Errc::usage, sentence + "\nUsage: " + program + " [--host ADDRESS] [--port NUMBER] [--development]\n" +
                                  "  --host ADDRESS   where to listen (127.0.0.1; 0.0.0.0 for every network)\n" +
                                  "  --port NUMBER    on which port (0 takes any free one)\n" +
                                  "  --development    show errors in detail in the page"});
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

}  // namespace

ServerOptions ServerOptions::with_arguments(int argc, const char* const* argv) const {
  ServerOptions options = *this;
  const char* program = argc > 0 ? argv[0] : "program";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals);
    if (argument == "--development") {
      options.development = true;
      continue;
    }
    if (name != "--host" && name != "--port") {
      refuse(program, argument == "--help" ? "A program that serves web pages."
                                           : "\"" + std::string(argument) + "\" is no option of this program.");
    }
    if (equals == std::string_view::npos && i + 1 >= argc) refuse(program, std::string(name) + " needs a value.");
    const std::string_view value = equals == std::string_view::npos ? argv[++i] : argument.substr(equals + 1);
    if (name == "--host") {
      options.host = value;
      continue;
    }
    const auto number = parse_port(value);
    if (!number) refuse(program, "\"" + std::string(value) + "\" is no port; give a number from 0 to 65535.");
    options.port = *number;
  }
  return options;
}

}  // namespace bonito
