// ws_echo: says back every WebSocket message it hears, for conformance suites that stand outside.
//
//   ws_echo [--host 127.0.0.1] [--port 0] [--deflate]
//
// It prints one line, "Listening on http://HOST:PORT/", and ends with status 0 on SIGTERM or SIGINT.
// A peer that does not read is not read from either: what waits for it stays bounded.
#include <charconv>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/base/error.hpp"
#include "bonito/http/http_server.hpp"

namespace {

using namespace bonito;
using namespace bonito::http;

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  bool deflate = false;
};

std::optional<Options> read_options(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const std::string_view next = i + 1 < count ? words[i + 1] : "";
    if (word == "--deflate") {
      options.deflate = true;
    } else if (word == "--host" && !next.empty()) {
      options.host = next;
      ++i;
    } else if (word == "--port" && !next.empty()) {
      const auto [end, error] = std::from_chars(next.data(), next.data() + next.size(), options.port);
      if (error != std::errc{} || end != next.data() + next.size()) return std::nullopt;
      ++i;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

Accept echo(bool deflate) {
  const auto socket = std::make_shared<std::weak_ptr<WebSocket>>();
  const auto say_back = [socket](Opcode opcode, BytesView message) {
    if (const auto open = socket->lock()) open->write(opcode, Bytes(message.begin(), message.end()));
  };
  return {.events = {.on_open = [socket](std::shared_ptr<WebSocket> open) { *socket = open; },
                     .on_message = say_back,
                     .on_drained = {},
                     .on_close = {}},
          .options = {.max_message_bytes = 16u << 20, .compression = deflate, .write_high_water = 1u << 20}};
}

}  // namespace

int main(int count, char** words) try {
  const auto options = read_options(count, words);
  if (!options) {
    std::cerr << "Usage: ws_echo [--host HOST] [--port PORT] [--deflate]\n";
    return 2;
  }
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);

  HttpServer server({.host = options->host, .port = options->port},
                    {.on_request = [](Request, Respond respond) { respond({.body = "A WebSocket echo.\n"}); },
                     .on_upgrade = [&](Request, Decide decide) { decide(echo(options->deflate)); }});
  std::cout << "Listening on http://" << options->host << ':' << server.port() << '/' << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  server.close();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
