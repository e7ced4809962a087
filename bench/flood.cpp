// How long from an event, through its C++ handler, to the change of text that a raw client sees, while the program
// sets an array of 32 KiB on the same page as fast as it can? The bound: the same client asks the bare server for 64
// bytes, and for the next 32 KiB whenever it has got the last.
#include <chrono>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "bonito/wire/decoder.hpp"
#include "support/bare_server.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr int warm_up = 200;
constexpr int trips = 3'000;
constexpr std::uint32_t flood_bytes = 32u << 10, echo_bytes = 64;
constexpr std::uint32_t text_slot = 2, button_slot = 3;  // after the mirror

App flooded() {
  return App([](Session& session) {
    const Observable<std::vector<float>> samples{{}};
    const Observable<int> count{0};
    session.mirror("samples", samples);
    auto& flood = session.data<std::jthread>();  // it ends with the session
    flood = std::jthread([=](const std::stop_token& stop) {
      const std::vector<float> array(flood_bytes / sizeof(float));
      while (!stop.stop_requested()) samples.set(array);
    });
    return dom::main(dom::h1("Count: ", count),
                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
  });
}

bool sets_text(BytesView messages, int count) {
  bool found = false;
  for (Decoder in(messages); !in.done();) {
    const auto opcode = in.next().value().integer();
    const Value slot = in.next().value();
    const Value value = opcode == 2 ? (static_cast<void>(in.next()), Value()) : Value();
    if (opcode == 4) continue;  // a padding has one argument
    const Value set = in.next().value();
    found = found || (opcode == 1 && slot.integer() == text_slot && set.integer() == count);
  }
  return found;
}

std::vector<double> trips_of_ours() {
  Server server{ServerOptions{.port = 0}};
  server.route("/", flooded());
  LeanPage page(server.port());
  std::vector<double> times;
  for (int count = 1; count <= warm_up + trips; ++count) {
    const auto start = Clock::now();
    page.event(button_slot);
    for (bool there = false; !there;) {
      const auto messages = page.next();
      if (!messages) fail("An event had no effect.");
      there = sets_text(*messages, count);
    }
    if (count > warm_up) times.push_back(microseconds(Clock::now() - start) / 1000);
  }
  return times;
}

std::vector<double> trips_of_bare() {
  const BareServer server;
  LeanSocket socket(server.port());
  socket.upgrade("/send");
  const auto ask_for = [&](std::uint32_t size) { socket.send(std::as_bytes(std::span(&size, 1))); };
  ask_for(flood_bytes);
  std::vector<double> times;
  for (int count = 1; count <= warm_up + trips; ++count) {
    const auto start = Clock::now();
    ask_for(echo_bytes);
    for (bool there = false; !there;) {
      const auto message = socket.receive(10s);
      if (!message) fail("Nothing comes any more.");
      there = message->size() == echo_bytes;
      if (!there) ask_for(flood_bytes);
    }
    if (count > warm_up) times.push_back(microseconds(Clock::now() - start) / 1000);
  }
  return times;
}

}  // namespace

int main() {
  const auto ours = trips_of_ours();
  const auto bare = trips_of_bare();
  report({{"p50", percentile(ours, 50), percentile(bare, 50)}, {"p99", percentile(ours, 99), percentile(bare, 99)}});
}
