// One observable is shown by 10,000 sessions: how long from its change until the last of them has the new value, and
// how often is that encoded? The bound: the bare server sends as many bytes to as many clients.
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
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
constexpr int changes = 10;

LeanPage visit_ours(std::uint16_t port) {
  LeanPage page(port);
  static_cast<void>(page.next());  // introduces the mirror
  page.acknowledge();
  return page;
}
bool has_change(LeanPage& page) {
  if (!page.next(0ms)) return false;
  page.acknowledge();
  return true;
}

LeanSocket visit_bare(std::uint16_t port) {
  LeanSocket socket(port);
  socket.upgrade("/listen");
  return socket;
}
bool has_change(LeanSocket& socket) { return socket.receive(0ms).has_value(); }

// Says, of each change, when the last of this crowd had it.
template <class Visitor>
void watch(const Crowd::Line& line, std::uint16_t port, Visitor (*visit)(std::uint16_t)) {
  std::vector<Visitor> visitors;
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < crowd; ++i) {
    visitors.push_back(visit(port));
    epoll_event interest{.events = EPOLLIN, .data = {.u32 = static_cast<std::uint32_t>(i)}};
    epoll_ctl(poll, EPOLL_CTL_ADD, visitors.back().handle(), &interest);
  }
  line.say(0);
  for (int change = 0; change < changes; ++change) {
    for (int left = crowd; left > 0;) {
      epoll_event events[256];
      const int ready = epoll_wait(poll, events, 256, 30'000);
      if (ready <= 0) fail("A change did not come.");
      for (int i = 0; i < ready; ++i) left -= has_change(visitors[events[i].data.u32]) ? 1 : 0;
    }
    line.say(Clock::now().time_since_epoch().count());
  }
  line.wait();
}

// Of each change, in milliseconds.
template <class Visitor>
std::vector<double> times_to_last(std::uint16_t port, Visitor (*visit)(std::uint16_t)) {
  std::vector<std::unique_ptr<Crowd>> all;
  for (int i = 0; i < crowds; ++i) {
    all.push_back(std::make_unique<Crowd>([&](const Crowd::Line& line) { watch(line, port, visit); }));
    static_cast<void>(all.back()->hear());
  }
  std::vector<double> times;
  for (int change = 0; change < changes; ++change) {
    const std::int64_t changed = std::stoll(LeanSocket(port).get("/change"));
    std::int64_t last = 0;
    for (const auto& one : all) last = std::max(last, one->hear());
    times.push_back(static_cast<double>(last - changed) / 1e6);
  }
  return times;
}

}  // namespace

int main() {
  raise_file_limit();
  std::vector<double> bare, ours;
  {
    const Program program(BARE_SERVER);
    bare = times_to_last<LeanSocket>(program.port(), visit_bare);
  }
  const Program program(SHARING_SERVER);
  const auto encoded = [&] { return std::stoi(LeanSocket(program.port()).get("/encoded")); };
  ours = times_to_last<LeanPage>(program.port(), visit_ours);
  const double times_encoded = (encoded() - 1.0) / changes;  // the first value is no change
  report({{"p50", percentile(ours, 50), percentile(bare, 50)},
          {"slowest", percentile(ours, 100), percentile(bare, 100)},
          {"encoded", times_encoded}});
}
