// How long from exec to the first byte of the first page? The bound: a hello from the bare server.
#include <chrono>
#include <string>
#include <vector>

#include "support/measure.hpp"
#include "support/program.hpp"
#include "support/raw_client.hpp"

using namespace bonito;
using namespace bonito::bench;

namespace {

constexpr int starts = 15;

double milliseconds_to_first_byte(const char* path) {
  const auto start = Clock::now();
  const Program program(path);
  auto tcp = test::RawTcp::connect(program.port());
  std::string answer;
  if (!tcp || !tcp->send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") ||
      !tcp->receive(answer, start + std::chrono::seconds(10))) {
    fail(std::string(path) + " does not answer.");
  }
  return microseconds(Clock::now() - start) / 1000;
}

}  // namespace

int main() {
  std::vector<double> ours, bare;
  for (int i = 0; i < starts; ++i) {
    bare.push_back(milliseconds_to_first_byte(BARE_SERVER));
    ours.push_back(milliseconds_to_first_byte(COUNTER));
  }
  report({{"first byte", percentile(ours, 50), percentile(bare, 50)}});
}
