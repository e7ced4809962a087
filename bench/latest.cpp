// How many set()s of an observable are taken in a second while a raw client shows its newest value, and how old was
// what the client showed at worst? Old is what a newer value has been set after; each is the time at which it was set.
// The bound: a thread sets an atomic number instead, and a client asks the bare server for it again and again.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <future>
#include <thread>

#include "bonito/wire/decoder.hpp"
#include "support/bare_server.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"
#include "support/setting.hpp"
#include "support/time_app.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr auto how_long = 2s;

struct Shown {
  std::int64_t value, since;
};

double sets_per_second(const Sets& sets) { return static_cast<double>(sets.times) / seconds(how_long); }

// How old each value was when the next came, in milliseconds.
std::vector<double> ages(const std::vector<Shown>& all, const Sets& sets) {
  std::vector<double> ages;
  for (std::size_t i = 1; i < all.size(); ++i) {
    std::int64_t old_since = all[i - 1].value;  // the next was set at once, if there was no pause
    const auto pause = std::ranges::lower_bound(sets.pauses, old_since, {}, &Sets::Pause::from);
    if (pause != sets.pauses.end() && pause->from == old_since) old_since = pause->to;
    ages.push_back(static_cast<double>(std::max<std::int64_t>(0, all[i].since - old_since)) / 1000);
  }
  return ages;
}

std::int64_t value_in(BytesView messages) {
  Decoder in(messages);
  Value parts[3];  // opcode, slot, value
  for (Value& part : parts) part = in.next().value();
  return parts[2].integer().value();
}

std::vector<Shown> show_ours(Sets& sets) {
  std::promise<Sets> done;
  auto result = done.get_future();
  Server server{ServerOptions{.port = 0}};
  server.route("/", time_app(how_long, [&](Sets all) { done.set_value(std::move(all)); }));
  LeanPage page(server.port());
  page.event(start_slot);
  std::vector<Shown> all;
  while (const auto messages = page.next(200ms)) all.push_back({value_in(*messages), time_now()});
  sets = result.get();
  return all;
}

std::vector<Shown> show_bare(Sets& sets) {
  const BareServer server;
  LeanSocket socket(server.port());
  socket.upgrade("/newest");
  auto setting = std::async(std::launch::async,
                            [] { return set_often({}, how_long, [](std::int64_t now) { newest_number = now; }); });
  std::vector<Shown> all;
  while (setting.wait_for(0s) != std::future_status::ready) {
    socket.send(as_bytes("?"));
    const auto newest = socket.receive(1s);
    std::int64_t value = 0;
    if (!newest || newest->size() != sizeof value) fail("This is not the newest value.");
    std::memcpy(&value, newest->data(), sizeof value);
    if (value > 0) all.push_back({value, time_now()});
  }
  sets = setting.get();
  return all;
}

}  // namespace

int main() {
  Sets sets, bare_sets;
  const auto all = show_ours(sets);
  const auto bare = show_bare(bare_sets);
  const auto ours = ages(all, sets), bound = ages(bare, bare_sets);
  report({{"sets", sets_per_second(sets), sets_per_second(bare_sets)},
          {"p99", percentile(ours, 99), percentile(bound, 99)},
          {"oldest", percentile(ours, 100), percentile(bound, 100)}});
}
