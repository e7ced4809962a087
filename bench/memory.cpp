// How much memory does an idle connected session take: the slope of RSS over 10,000 sessions of the
// counter? The bound: idle WebSockets of the bare echo. The clients are processes of their own, since a
// process may not open as many files.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "bonito/wire/frame.hpp"
#include "support/measure.hpp"
#include "support/program.hpp"
#include "support/raw_page.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr int crowds = 4;
constexpr int crowd = 2'500;

// One visitor on one connection, so that ports suffice: the page, then the WebSocket, then hello.
test::RawTcp visit(std::uint16_t port, bool bare) {
  auto tcp = test::RawTcp::connect(port);
  if (!tcp) fail(tcp.error().message);
  tcp->send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const auto page = tcp->response();
  if (!page) fail(page.error().message);
  const std::string target = bare ? "/echo" : "/_bonito/ws/" + test::session_of(page->body);
  tcp->send("GET " + target +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  const auto upgraded = tcp->response();
  if (!upgraded || upgraded->status != 101) fail("The WebSocket was refused.");
  const Bytes hello = hello_frame({});
  std::string frame{'\x82', static_cast<char>(0x80 | hello.size()), 0, 0, 0, 0};  // masked with zeros
  tcp->send(frame += as_text(hello));
  std::string answer = tcp->rest();
  if (answer.empty() && !tcp->receive(answer, Clock::now() + 10s)) fail("No welcome came.");
  return std::move(*tcp);
}

// A process that visits, says so on `ready`, and holds on until `go_on` is closed.
void start_crowd(std::uint16_t port, bool bare, int ready, const int (&go_on)[2]) {
  if (fork() != 0) return;
  close(go_on[1]);
  std::vector<test::RawTcp> visitors;
  for (int i = 0; i < crowd; ++i) visitors.push_back(visit(port, bare));
  char signal = 1;
  static_cast<void>(!write(ready, &signal, 1));
  static_cast<void>(!read(go_on[0], &signal, 1));
  _exit(0);
}

double kibibytes_per_session(const char* path) {
  const Program program(path);
  const bool bare = path == std::string(BARE_SERVER);
  { const auto first = visit(program.port(), bare); }  // what only the first visitor costs
  int ready[2], go_on[2];
  if (pipe(ready) != 0 || pipe(go_on) != 0) fail("There is no pipe to be had.");
  std::vector<double> sessions, kibibytes;
  for (int i = 0; i <= crowds; ++i) {
    char signal;
    if (i > 0) start_crowd(program.port(), bare, ready[1], go_on);
    if (i > 0 && read(ready[0], &signal, 1) != 1) fail("A crowd was lost.");
    std::this_thread::sleep_for(300ms);  // let the server come to rest
    sessions.push_back(i * crowd);
    kibibytes.push_back(static_cast<double>(resident_bytes(program.process())) / 1024);
  }
  for (const int end : {go_on[1], go_on[0], ready[0], ready[1]}) close(end);
  for (int i = 0; i < crowds; ++i) wait(nullptr);
  return slope(sessions, kibibytes);
}

}  // namespace

int main() {
  raise_file_limit();
  const double bare = kibibytes_per_session(BARE_SERVER);
  report({{"per session", kibibytes_per_session(COUNTER), bare}});
}
