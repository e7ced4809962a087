// A page and its program in a storm: the line between them breaks in every way it can, a thousand times, while both
// have much to say. Nothing is lost, nothing comes twice, nothing comes in another order.
//
// The faults follow from a seed, which is printed; BONITO_SEED=… plays others, and BONITO_SEED=random such as
// nobody has played.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <map>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "support/fault_proxy.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace std::chrono_literals;
using test::FaultProxy;
using test::RawPage;
using test::Way;
using Clock = std::chrono::steady_clock;

#ifdef BONITO_SANITIZED
constexpr int updates = 10'000;
constexpr int faults = 200;
#else
constexpr int updates = 100'000;
constexpr int faults = 1'000;
#endif
constexpr auto patience = 20s;  // without anything that moves
constexpr int forever = std::numeric_limits<int>::max();

std::uint64_t chosen_seed() {
  const char* given = std::getenv("BONITO_SEED");
  if (given && std::string_view(given) == "random") return std::random_device()();
  return given ? std::strtoull(given, nullptr, 10) : 1;
}

struct Fault {
  enum Kind { cut, half_close, stall, throttle, delay, truncate, truncate_next, refuse, duplicate, hold };
  int at;  // it happens when the page has seen so many updates
  Kind kind;
  Way way;
  int amount;  // from 1 to 1,000
};

std::vector<Fault> schedule_of(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<std::uint64_t>(bound)); };
  std::vector<Fault> schedule;
  for (int i = 0; i < faults; ++i) {
    // Whoever is held back waits for its patience to end, so this fault is rare.
    const auto kind = below(50) == 0 ? Fault::hold : static_cast<Fault::Kind>(below(Fault::hold));
    const auto at = static_cast<int>(std::int64_t{updates} * i / faults);
    schedule.push_back({at, kind, below(2) == 0 ? Way::to_server : Way::to_client, 1 + below(1'000)});
  }
  return schedule;
}

void happen(const Fault& fault, FaultProxy& proxy) {
  const auto amount = static_cast<std::size_t>(fault.amount);
  const auto a_moment = std::chrono::microseconds(5 * amount);
  switch (fault.kind) {
    case Fault::cut: return proxy.cut();
    case Fault::half_close: return proxy.half_close(fault.way);
    case Fault::stall:
      proxy.stall();
      std::this_thread::sleep_for(a_moment);
      return proxy.resume();
    case Fault::throttle: return proxy.throttle(fault.way, 50'000 + 500 * amount);
    case Fault::delay: return proxy.delay(fault.way, std::chrono::ceil<std::chrono::milliseconds>(a_moment));
    case Fault::truncate: return proxy.truncate(fault.way, amount);
    case Fault::truncate_next: proxy.truncate_next(fault.way, amount); return proxy.cut();
    case Fault::refuse:
      proxy.refuse(true);
      proxy.cut();
      std::this_thread::sleep_for(a_moment);
      return proxy.refuse(false);
    case Fault::duplicate:
      if (fault.amount % 2 == 0) proxy.cut();  // then the stale one races with the one that comes back
      static_cast<void>(proxy.duplicate());
      return;
    case Fault::hold: proxy.hold_next(); return proxy.cut();
  }
}

// Numbers that must come one after the other. Any thread may wait for them.
class Line {
 public:
  explicit Line(std::string name) : name_(std::move(name)) {}
  void hear(int number) {
    if (last_ == forever) return;
    if (number != last_ + 1) ADD_FAILURE() << name_ << ": " << number << " came after " << last_;
    reach(number);
  }
  void reach(int number) {
    last_ = number;
    last_.notify_all();
  }
  int last() const { return last_; }
  void wait_for(int number) const {
    for (int now = last_; now < number; now = last_) last_.wait(now);
  }

 private:
  const std::string name_;
  std::atomic<int> last_ = 0;
};

// The program's half: it sets numbers, and hears those that the page says.
struct Program {
  Program() {
    server.route(
        "/", App([this](Session& session) {
          session.mirror("line", line.deliver(Delivery::every));
          session.mirror("newest", newest);
          session.mirror("said", said);
          return dom::main(on("say", [this](const Event& event) { heard.hear(event.get<int>("number").value()); },
                              {.fields = {"number"}}));
        }));
  }
  // Ahead of what the page said it has seen: at first so little that each fault comes alone, then so much that many
  // updates are on their way. Not more, because the session's budget is not what is tested here.
  void produce() const {
    for (int number = 1; number <= updates; ++number) {
      heard.wait_for(number - (number < updates / 2 ? 100 : 1'000));
      line.set(number);
      newest.set(number);
    }
  }

  const Observable<int> line{0};
  const Observable<int> newest{0};
  const Observable<int> said{0};
  Line heard{"what the page said"};
  const Subscription hearing = said.on([this](int number) { heard.hear(number); });
  Server server{ServerOptions{.port = 0}};
};

// The page's half: it reads the numbers, and says each back: the odd ones by a mirror, the even ones by an event.
class Page {
 public:
  Page(std::uint16_t server, std::uint16_t proxy, const Program& program)
      : page_(RawPage::fetch(server).value()), proxy_(proxy), program_(program) {
    // It hears every value from the one on that it is shown first.
    connect();
    while (!page_.protocol().mirror("line")) read(page_.next().value());
  }

  // Until everything has come and everything is heard, or something is wrong.
  void run() {
    while (!(seen.last() == updates && newest_ == updates && program_.heard.last() == updates)) {
      if (::testing::Test::HasFailure()) return;
      if (moved_ + patience < Clock::now()) {
        ADD_FAILURE() << "Nothing moves: " << seen.last() << " seen, the newest is " << newest_ << ", " << said_
                      << " said, " << program_.heard.last() << " heard.";
        return;
      }
      if (!page_.is_connected()) {
        connect();
      } else if (const auto message = page_.next(20ms)) {
        moved_ = Clock::now();
        read(*message);
      }
      say();
    }
  }

  Line seen{"what every value's mirror showed"};
  std::map<Mode, int> welcomes;
  std::map<ByeCode, int> byes;

 private:
  void connect() {
    if (page_.complaint()) ADD_FAILURE() << page_.complaint()->message;
    if (const auto bye = page_.bye()) hear_bye(*bye);
    page_.set_patience(patience_);
    const auto start = Clock::now();
    if (page_.connect(proxy_)) {
      ++welcomes[page_.protocol().welcome()->mode];
      patience_ = 100ms;
      moved_ = Clock::now();
    } else if (Clock::now() - start >= patience_) {
      patience_ = 2 * patience_;  // it was held back, which never ends, or the machine is slow
    } else {
      std::this_thread::sleep_for(1ms);
    }
  }

  void hear_bye(const Bye& bye) {
    ++byes[bye.code];
    // A stale connection may come late, and win until this page connects anew.
    if (bye.code != ByeCode::superseded) ADD_FAILURE() << static_cast<int>(bye.code) << ": " << bye.reason;
  }

  void read(const Value::List& message) {
    const auto opcode = static_cast<ServerOp>(*message[0].integer());
    if (opcode != ServerOp::set && opcode != ServerOp::mirror) {
      ADD_FAILURE() << "A message came that is no value.";
      return;
    }
    const auto slot = static_cast<std::uint32_t>(*message[1].unsigned_integer());
    const auto number = static_cast<int>(*message.back().integer());
    if (slot == page_.protocol().mirror("newest")) {
      if (number < newest_) ADD_FAILURE() << "the newest value: " << number << " came after " << newest_;
      newest_ = number;
    } else if (slot == page_.protocol().mirror("line")) {
      const bool first = opcode == ServerOp::mirror && seen.last() == 0 && number == 0;
      if (!first) seen.hear(number);
    }
  }

  void say() {
    const auto said_slot = page_.protocol().mirror("said");
    while (said_slot && said_ < seen.last()) {
      const int number = said_ + 1;
      const bool kept = number % 2 == 0 ? page_.event(say_slot_, {number}) : page_.notify(*said_slot, number);
      if (!kept) return;
      said_ = number;
    }
  }

  RawPage page_;
  const std::uint16_t proxy_;
  const Program& program_;
  const std::uint32_t say_slot_ = test::event_slot(page_.html(), "say");
  int newest_ = 0;
  int said_ = 0;
  std::chrono::milliseconds patience_ = patience;  // the first connection meets no fault
  Clock::time_point moved_ = Clock::now();
};

TEST(Storm, EveryUpdateArrivesOnceAndInOrderBothWaysAndTheNewestValueIsTheLast) {
  const auto seed = chosen_seed();
  std::cout << "BONITO_SEED=" << seed << " plays this storm again." << std::endl;
  const auto schedule = schedule_of(seed);
  Program program;
  FaultProxy proxy(program.server.port());
  Page page(program.server.port(), proxy.port(), program);
  const auto start = Clock::now();

  std::thread producing([&] { program.produce(); });
  std::thread storming([&] {
    for (const Fault& fault : schedule) {
      page.seen.wait_for(fault.at);
      proxy.heal();
      happen(fault, proxy);
    }
    proxy.heal();
  });
  page.run();
  const bool well = !HasFailure();
  page.seen.reach(forever);  // if it failed, nobody is to wait
  program.heard.reach(forever);
  producing.join();
  storming.join();

  const std::chrono::duration<double> took = Clock::now() - start;
  std::cout << updates << " updates each way and " << faults << " faults in " << took.count()
            << " s: " << proxy.accepted() << " connections, " << page.welcomes[Mode::resumed] << " resumed, "
            << page.welcomes[Mode::snapshot] << " snapshots, " << page.byes[ByeCode::superseded] << " superseded"
            << std::endl;
  EXPECT_TRUE(well) << "with BONITO_SEED=" << seed;
  EXPECT_EQ(page.welcomes[Mode::fresh], 1);
  EXPECT_EQ(page.welcomes[Mode::snapshot], 0) << "nothing was lost that would ask for one";
  EXPECT_GT(page.welcomes[Mode::resumed], faults / 10);
}

TEST(Storm, TheSameSeedPlaysTheSameFaults) {
  const auto same = [](const Fault& left, const Fault& right) {
    return left.at == right.at && left.kind == right.kind && left.way == right.way && left.amount == right.amount;
  };
  EXPECT_TRUE(std::ranges::equal(schedule_of(7), schedule_of(7), same));
  EXPECT_FALSE(std::ranges::equal(schedule_of(7), schedule_of(8), same));
}

}  // namespace
}  // namespace bonito
