// How long from an event, through its C++ handler, to the change of text that a raw client sees? The
// bound: an echo of 64 bytes from the bare server to the same client.
#include <algorithm>
#include <chrono>
#include <vector>

#include "bonito/bonito.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "support/bare_server.hpp"
#include "support/measure.hpp"
#include "support/raw_page.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr int blocks = 21;  // the two take turns; the first block warms up
constexpr int trips = 1'000;

double trip(test::RawSocket& socket, BytesView question, BytesView answer) {
  const auto start = Clock::now();
  socket.send(question);
  const auto got = socket.receive(10s);
  const auto end = Clock::now();
  if (!got || !std::ranges::equal(*got, answer)) fail("This is not the answer.");
  return microseconds(end - start);
}

Bytes message(Bytes frame, std::uint8_t opcode, std::uint32_t slot, const Value& argument) {
  Encoder out(frame);
  out.unsigned_integer(opcode);
  out.unsigned_integer(slot);
  out.value(argument);
  return frame;
}

}  // namespace

int main() {
  const Observable<int> count{0};
  Server server{ServerOptions{.port = 0}};
  server.route("/", App([count] {
                 return dom::main(dom::h1("Count: ", count),
                                  dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
               }));
  const BareServer bare;
  auto page = test::RawPage::open(server.port());
  auto echo = test::RawSocket::connect(bare.port(), "/echo");
  if (!page || !echo) fail("A server cannot be reached.");

  const Bytes sixty_four(64);
  std::vector<double> ours, echoes;
  int clicks = 0;
  for (int block = 0; block < blocks; ++block) {
    std::vector<double> click_times, echo_times;
    for (int i = 0; i < trips; ++i) echo_times.push_back(trip(*echo, sixty_four, sixty_four));
    for (int i = 0; i < trips; ++i) {
      const auto before = static_cast<std::uint16_t>(clicks);
      const auto now = static_cast<std::uint16_t>(++clicks);
      const Bytes click = message(data_frame({.seq = now, .ack = before}), 1, 2, Value(Value::List{}));
      click_times.push_back(trip(page->socket(), click, message(data_frame({.seq = now, .ack = now}), 1, 1, clicks)));
    }
    if (block == 0) continue;
    ours.insert(ours.end(), click_times.begin(), click_times.end());
    echoes.insert(echoes.end(), echo_times.begin(), echo_times.end());
  }
  report(
      {{"p50", percentile(ours, 50), percentile(echoes, 50)}, {"p99", percentile(ours, 99), percentile(echoes, 99)}});
}
