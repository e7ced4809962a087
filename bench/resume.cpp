// A raw client has lost its line, and a value changed meanwhile: how long from the moment its new socket is open until
// it has that value? Over the loopback, and over a proxy that delays each way by 10 ms. The bound: a round trip on the
// same line.
#include <chrono>
#include <vector>

#include "bonito/bonito.hpp"
#include "support/counting.hpp"
#include "support/fault_proxy.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr int losses = 50;

struct Times {
  std::vector<double> resumes, round_trips;  // milliseconds
};

Times lose_and_resume(LeanPage& page, std::uint16_t port, const Observable<int>& count) {
  Times times;
  std::uint32_t value = static_cast<std::uint32_t>(count.get());
  for (int i = 0; i < losses; ++i) {
    page.drop();
    count.set(static_cast<int>(value) + 1);
    const auto opened = page.resume(port);
    const auto messages = page.next();
    times.resumes.push_back(microseconds(Clock::now() - opened) / 1000);
    if (!messages || !count_on(*messages, 1, value)) fail("This is not the new value.");
    for (int j = 0; j < 3; ++j) times.round_trips.push_back(microseconds(page.round_trip()) / 1000);
  }
  return times;
}

}  // namespace

int main() {
  const Observable<int> count{0};
  Server server{ServerOptions{.port = 0}};
  server.route("/", App([count] { return dom::p(count); }));
  test::FaultProxy proxy(server.port());
  for (const auto way : {test::Way::to_server, test::Way::to_client}) proxy.delay(way, 10ms);

  LeanPage page(server.port());
  const auto here = lose_and_resume(page, server.port(), count);
  const auto far = lose_and_resume(page, proxy.port(), count);
  report({{"here", percentile(here.resumes, 50), percentile(here.round_trips, 50)},
          {"far", percentile(far.resumes, 50), percentile(far.round_trips, 50)}});
}
