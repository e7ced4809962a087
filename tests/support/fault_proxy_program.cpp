// fault_proxy: a FaultProxy as a program of its own, between a browser and a server.
//
//   fault_proxy --to PORT [--port PORT]       (--port 0, the default: any free one)
//
// It prints "Listening on http://127.0.0.1:PORT/" and reads commands from the standard input, a line each; obey() in
// fault_proxy.hpp lists them. It answers "ok" when a command is done, or "error: " and a sentence. It ends, with
// status 0, when its input does, and on SIGTERM and SIGINT. Nothing it is told is kept for a later start.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <iostream>
#include <string>

#include "support/fault_proxy.hpp"

namespace {

using namespace bonito;

// The port after that option; `otherwise` if it is not there.
std::uint16_t port_after(std::string_view option, int argc, char** argv, std::optional<std::uint16_t> otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (argv[i] != option) continue;
    const std::string_view text = argv[i + 1];
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (problem == std::errc{} && end == text.data() + text.size()) return port;
    throw Failure({Errc::usage, "\"" + std::string(text) + "\" is no port."});
  }
  if (!otherwise) throw Failure({Errc::usage, "Usage: fault_proxy --to PORT [--port PORT]"});
  return *otherwise;
}

void answer(test::FaultProxy& proxy, std::string_view command) {
  const auto done = test::obey(proxy, command);
  std::cout << (done ? "ok" : "error: " + done.error().message) << std::endl;
}

// Until the input ends, or a signal comes.
void serve(test::FaultProxy& proxy, int signals) {
  pollfd waiting[] = {{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                      {.fd = signals, .events = POLLIN, .revents = 0}};
  std::string input;
  char bytes[4096];
  while (::poll(waiting, 2, -1) > 0 && waiting[1].revents == 0) {
    const auto size = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (size <= 0) return;
    input.append(bytes, static_cast<std::size_t>(size));
    for (auto end = input.find('\n'); end != std::string::npos; end = input.find('\n')) {
      answer(proxy, std::string_view(input).substr(0, end));
      input.erase(0, end + 1);
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);  // before the proxy's thread starts
  const int signals = signalfd(-1, &ending, SFD_CLOEXEC);

  test::FaultProxy proxy(port_after("--to", argc, argv, std::nullopt), port_after("--port", argc, argv, 0));
  std::cout << "Listening on http://127.0.0.1:" << proxy.port() << '/' << std::endl;
  serve(proxy, signals);
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
