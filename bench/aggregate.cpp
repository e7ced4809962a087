// How many updates in a second reach 32 raw clients together, every one of them, in order? One observable is shown by
// all. The bound: the same bytes in messages of the same size, from the bare server to the same clients.
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "support/bare_server.hpp"
#include "support/counting.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr int clients = 32;
constexpr std::uint32_t values = 100'000;  // to each client
constexpr std::uint32_t most_ahead = 5'000;
constexpr std::uint32_t look_every = 64;

// Until each has got them all. `next` gives a client's next messages, if any are here.
template <class Client, class Next>
double deliveries_per_second(std::vector<Client>& all, Next next, std::atomic<std::uint32_t>& slowest) {
  std::vector<std::uint32_t> got(all.size());
  std::vector<pollfd> waiting;
  for (const auto& client : all) waiting.push_back({.fd = client.handle(), .events = POLLIN, .revents = 0});
  const auto start = Clock::now();
  while (slowest < values) {
    if (::poll(waiting.data(), waiting.size(), 10'000) <= 0) fail("Nothing comes any more.");
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (waiting[i].revents == 0) continue;
      while (got[i] < values) {
        const auto messages = next(all[i]);
        if (!messages) break;
        if (!count_on(*messages, 1, got[i])) fail("A value is missing.");
      }
      if (got[i] == values) waiting[i].fd = -1;
    }
    slowest = *std::ranges::min_element(got);
  }
  return clients * values / seconds(Clock::now() - start);
}

void count(const Observable<std::uint32_t>& line, const std::atomic<std::uint32_t>& slowest) {
  for (std::uint32_t value = 1; value <= values; ++value) {
    line.set(value);
    while (value % look_every == 0 && value - slowest > most_ahead) std::this_thread::sleep_for(50us);
  }
}

double ours(std::size_t& frame_bytes) {
  const Observable<std::uint32_t> line{0};
  Server server{ServerOptions{.port = 0}};
  server.route("/", App([line](Session& session) {
                 session.mirror("line", line.deliver(Delivery::every));
                 return dom::p("This page counts.");
               }));
  std::vector<LeanPage> pages;
  for (int i = 0; i < clients; ++i) {
    static_cast<void>(pages.emplace_back(server.port()).next());  // introduces the mirror
    pages.back().acknowledge();
  }
  std::size_t frames = 0, bytes = 0;
  const auto next = [&](LeanPage& page) {
    const auto messages = page.next(0ms);
    frames += messages ? 1 : 0;
    bytes += messages ? page.frame_bytes() : 0;
    return messages;
  };
  std::atomic<std::uint32_t> slowest = 0;
  const std::jthread counting([&] { count(line, slowest); });
  const double per_second = deliveries_per_second(pages, next, slowest);
  frame_bytes = bytes / frames;
  return per_second;
}

double bare(std::size_t frame_bytes) {
  const BareServer server;
  std::vector<LeanSocket> sockets;
  for (int i = 0; i < clients; ++i) {
    sockets.emplace_back(server.port())
        .upgrade("/blast?values=" + std::to_string(values) + "&bytes=" + std::to_string(frame_bytes));
  }
  for (LeanSocket& socket : sockets) socket.send(as_bytes("go"));
  std::atomic<std::uint32_t> slowest = 0;
  const auto next = [](LeanSocket& socket) {
    const auto frame = socket.receive(0ms);
    return frame ? std::optional(messages_of(*frame)) : std::nullopt;
  };
  return deliveries_per_second(sockets, next, slowest);
}

}  // namespace

int main() {
  std::size_t frame_bytes = 0;
  const double measured = ours(frame_bytes);
  report({{"updates", measured, bare(frame_bytes)}, {"frame", static_cast<double>(frame_bytes)}});
}
