// The bare server as a program: bare_server [--port N] [--root FOLDER]
#include "support/bare_server.hpp"

#include <csignal>
#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  std::filesystem::path root;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--port") port = static_cast<std::uint16_t>(std::stoi(argv[i + 1]));
    if (option == "--root") root = argv[i + 1];
  }
  sigset_t ends;  // blocked in every thread, and waited for in this one
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const bonito::bench::BareServer server(port, root);
  std::cout << "Listening on http://127.0.0.1:" << server.port() << '/' << std::endl;
  int signal = 0;
  sigwait(&ends, &signal);
}
