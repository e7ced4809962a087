// How many updates of an observable reach one raw client in a second, every one of them, in order? The
// bound: the same bytes in messages of the same size, from the bare server to the same client.
#include <chrono>
#include <string>

#include "bonito/bonito.hpp"
#include "support/bare_server.hpp"
#include "support/counting.hpp"
#include "support/counting_app.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t values = 2'000'000;

struct Tally {
  double per_second = 0;
  std::size_t frame_bytes = 0;  // on average
};

Tally count_ours(LeanPage& page) {
  static_cast<void>(page.next());  // introduces the mirrors
  const auto start = Clock::now();
  page.notify(go_slot, values);
  std::uint32_t value = 0, told = 0;
  std::size_t frames = 0, bytes = 0;
  while (value < values) {
    const auto messages = page.next();
    if (!messages || !count_on(*messages, line_slot, value)) fail("A value is missing.");
    ++frames;
    bytes += page.frame_bytes();
    if (value - told >= tell_every) page.notify(seen_slot, told = value);
  }
  return {values / seconds(Clock::now() - start), bytes / frames};
}

double count_bare(LeanSocket& socket) {
  const auto start = Clock::now();
  socket.send(as_bytes("go"));
  std::uint32_t value = 0;
  while (value < values) {
    const auto frame = socket.receive(30s);
    if (!frame || !count_on(messages_of(*frame), line_slot, value)) fail("A value is missing.");
  }
  return values / seconds(Clock::now() - start);
}

}  // namespace

int main() {
  Server server{ServerOptions{.port = 0}};
  server.route("/", counting_app());
  LeanPage page(server.port());
  const auto ours = count_ours(page);

  const BareServer bare;
  LeanSocket blast(bare.port());
  blast.upgrade("/blast?values=" + std::to_string(values) + "&bytes=" + std::to_string(ours.frame_bytes));
  report({{"updates", ours.per_second, count_bare(blast)}, {"frame", static_cast<double>(ours.frame_bytes)}});
}
