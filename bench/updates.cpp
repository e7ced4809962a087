// How many updates of an observable reach one raw client in a second, every one of them, in order? The
// bound: the same bytes in messages of the same size, from the bare server to the same client.
#include <chrono>

#include "bonito/bonito.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "support/bare_server.hpp"
#include "support/counting.hpp"
#include "support/counting_app.hpp"
#include "support/measure.hpp"
#include "support/raw_page.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t values = 2'000'000;
constexpr std::uint32_t tell_every = 5'000;

struct Tally {
  double per_second = 0;
  std::size_t frame_bytes = 0;  // on average
};

class Client {
 public:
  explicit Client(test::RawSocket& socket) : socket_(socket) {}

  // The mirrors are introduced in one frame, in the order the program made them: line, go, seen.
  void meet() {
    const auto frame = next();
    Decoder in(BytesView(frame).subspan(1 + data_header_size));
    for (std::uint8_t& slot : slots_) {
      Value parts[4];  // opcode, slot, name, value
      for (Value& part : parts) part = in.next().value();
      slot = from_value<std::uint8_t>(parts[1]).value();
    }
  }

  void notify(std::uint8_t slot, std::uint32_t value) {
    Bytes frame = data_frame({++sent_, received_});
    Encoder out(frame);
    out.unsigned_integer(static_cast<std::uint8_t>(BrowserOp::notify));
    out.unsigned_integer(slot);
    out.unsigned_integer(value);
    socket_.send(frame);
  }

  // `tell`: what the program waits for when it is far ahead.
  Tally count(bool tell) {
    const auto start = Clock::now();
    tell ? notify(slots_[1], values) : static_cast<void>(socket_.send(as_bytes("go")));
    std::uint32_t value = 0, told = 0;
    std::size_t frames = 0, bytes = 0;
    while (value < values) {
      const auto frame = next();
      if (frame[0] != static_cast<std::byte>(FrameKind::data)) continue;
      if (!count_on(BytesView(frame).subspan(1 + data_header_size), slots_[0], value)) fail("A value is missing.");
      if (tell) socket_.send(ack_frame(received_));
      ++frames;
      bytes += frame.size();
      if (tell && value - told >= tell_every) notify(slots_[2], told = value);
    }
    return {values / seconds(Clock::now() - start), bytes / frames};
  }

 private:
  Bytes next() {
    auto frame = socket_.receive(30s);
    if (!frame) fail("The server is gone: " + socket_.close_reason().value_or(http::CloseReason{}).text);
    if ((*frame)[0] == static_cast<std::byte>(FrameKind::data)) ++received_;
    return std::move(*frame);
  }

  test::RawSocket& socket_;
  std::uint8_t slots_[3] = {1, 2, 3};
  std::uint16_t sent_ = 0;
  std::uint16_t received_ = 0;
};

}  // namespace

int main() {
  Server server{ServerOptions{.port = 0}};
  server.route("/", counting_app());
  auto page = test::RawPage::open(server.port());
  if (!page) fail(page.error().message);
  Client client(page->socket());
  client.meet();
  const auto ours = client.count(true);

  const BareServer bare;
  auto blast = test::RawSocket::connect(
      bare.port(), "/blast?values=" + std::to_string(values) + "&bytes=" + std::to_string(ours.frame_bytes));
  if (!blast) fail(blast.error().message);
  const auto bound = Client(*blast).count(false);
  report({{"updates", ours.per_second, bound.per_second}, {"frame", static_cast<double>(ours.frame_bytes)}});
}
