// How much memory does an idle connected session take: the slope of RSS over 10,000 sessions of the
// counter? The bound: idle WebSockets of the bare echo.
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/crowd.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"
#include "support/program.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr int crowds = 4;
constexpr int crowd = 2'500;

// A page as the counter's visitors have it: loaded, then connected.
LeanSocket bare_visit(std::uint16_t port) {
  LeanSocket socket(port);
  static_cast<void>(socket.get("/"));
  socket.upgrade("/echo");
  socket.send(Bytes(64));
  if (!socket.receive(10s)) fail("No echo came.");
  return socket;
}

template <class Visitor>
double kibibytes_per_session(const char* path, Visitor (*visit)(std::uint16_t)) {
  const Program program(path);
  { const auto first = visit(program.port()); }  // what only the first visitor costs
  std::vector<std::unique_ptr<Crowd>> all;
  std::vector<double> sessions, kibibytes;
  for (int i = 0; i <= crowds; ++i) {
    if (i > 0) {
      all.push_back(std::make_unique<Crowd>([&](const Crowd::Line& line) {
        std::vector<Visitor> visitors;
        for (int j = 0; j < crowd; ++j) visitors.push_back(visit(program.port()));
        line.say(0);
        line.wait();
      }));
      static_cast<void>(all.back()->hear());
    }
    std::this_thread::sleep_for(300ms);  // let the server come to rest
    sessions.push_back(i * crowd);
    kibibytes.push_back(static_cast<double>(resident_bytes(program.process())) / 1024);
  }
  return slope(sessions, kibibytes);
}

}  // namespace

int main() {
  raise_file_limit();
  const double bare = kibibytes_per_session<LeanSocket>(BARE_SERVER, bare_visit);
  const double ours = kibibytes_per_session<LeanPage>(COUNTER, [](std::uint16_t port) { return LeanPage(port); });
  report({{"per session", ours, bare}});
}
