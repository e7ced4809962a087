// How many clicks a second do the examples own_server_blocking and own_server_events take from one raw client, many on
// their way at once, and how many one after the other, each shown before the next is made? The bound: the same from the
// counter, on the library's own server. The servers take turns, several times.
#include <string>
#include <vector>

#include "bonito/wire/decoder.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"
#include "support/program.hpp"

using namespace bonito;
using namespace bonito::bench;

namespace {

constexpr int rounds = 5;
constexpr std::int64_t many = 100'000, at_once = 1'000, trips = 5'000;
constexpr std::uint32_t count_slot = 1, button_slot = 2;

// The page's count, when these messages are applied.
std::int64_t count_in(BytesView messages, std::int64_t before) {
  for (Decoder in(messages); !in.done();) {
    if (in.next().value().integer() != 1) fail("Only texts should change.");
    const bool is_count = in.next().value().integer() == count_slot;
    const Value value = in.next().value();
    if (is_count) before = value.integer().value();
  }
  return before;
}

class Clicker {
 public:
  explicit Clicker(const std::string& program) : program_(program), page_(program_.port()) {}

  // A second, of so many, while at most so many are on their way.
  double click(std::int64_t times, std::int64_t on_their_way) {
    const auto start = Clock::now();
    for (const std::int64_t last = clicks_ + times; clicks_ < last;) {
      for (std::int64_t i = 0; i < (on_their_way + 1) / 2; ++i, ++clicks_) page_.event(button_slot);
      until(clicks_ - on_their_way / 2);
    }
    until(clicks_);
    return static_cast<double>(times) / seconds(Clock::now() - start);
  }

 private:
  void until(std::int64_t count) {
    while (shown_ < count) {
      const auto messages = page_.next();
      if (!messages) fail("A click was not counted.");
      shown_ = count_in(*messages, shown_);
    }
    if (shown_ > clicks_) fail("A click was counted twice.");
  }

  Program program_;
  LeanPage page_;
  std::int64_t clicks_ = 0, shown_ = 0;
};

struct Rates {
  std::vector<double> flood, one_by_one;
};

void measure(const std::string& program, Rates& rates) {
  Clicker clicker(program);
  clicker.click(trips, 1);  // warms up
  rates.one_by_one.push_back(clicker.click(trips, 1));
  rates.flood.push_back(clicker.click(many, at_once));
}

}  // namespace

int main() {
  Rates own, blocking, events;
  for (int round = 0; round < rounds; ++round) {
    measure(COUNTER, own);
    measure(OWN_SERVER_BLOCKING, blocking);
    measure(OWN_SERVER_EVENTS, events);
  }
  const auto median = [](const std::vector<double>& rates) { return percentile(rates, 50); };
  report({{"blocking", median(blocking.flood), median(own.flood)},
          {"blocking_trips", median(blocking.one_by_one), median(own.one_by_one)},
          {"events", median(events.flood), median(own.flood)},
          {"events_trips", median(events.one_by_one), median(own.one_by_one)}});
}
