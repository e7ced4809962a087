// A page that reads next to nothing, while its program has very much to say: that costs the program a bounded amount
// of memory, and nobody else anything.
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <limits>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "support/fault_proxy.hpp"
#include "support/process.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace std::chrono_literals;
using test::FaultProxy;
using test::RawPage;
using test::Way;

#ifdef BONITO_SANITIZED
constexpr bool sanitized = true;  // most memory is the sanitizer's then
constexpr int updates = 50'000;
constexpr std::size_t array_bytes = 10'000'000;
#else
constexpr bool sanitized = false;
constexpr int updates = 1'000'000;
constexpr std::size_t array_bytes = 100'000'000;
#endif
constexpr std::size_t line_speed = 1024;    // bytes in a second
constexpr std::size_t budget = 8u << 20;    // of one session, as it is by default
constexpr std::size_t our_own = 24u << 20;  // of this test, and what the allocator keeps
constexpr int trips_while_it_is_behind = 1'000;

struct Program {
  Program() {
    server.route("/slow", App([this](Session& session) {
                   session.mirror("line", line.deliver(Delivery::every));
                   session.mirror("newest", newest);
                   session.mirror("array", array);
                   return dom::p("Slow.");
                 }));
    server.route("/quick",
                 App([this] { return dom::p(count, on_click([this] { count.update([](int& n) { ++n; }); })); }));
  }
  const Observable<int> line{0};
  const Observable<int> newest{0};
  const Observable<std::vector<float>> array;
  const Observable<int> count{0};
  Server server{ServerOptions{.port = 0}};
};

// The page that reads slowly. It comes back as long as it may, and ends when it shows what the program holds.
class SlowPage {
 public:
  explicit SlowPage(RawPage page) : page_(std::move(page)) {}

  void run() {
    while (!shows_all_ && !is_gone()) {
      if (page_.complaint()) {
        ADD_FAILURE() << page_.complaint()->message;
        return;
      }
      if (!page_.is_connected()) {
        static_cast<void>(page_.connect());
      } else if (const auto message = page_.next(100ms)) {
        read(*message);
      }
    }
  }
  // Its session was ended.
  bool is_gone() const {
    const auto bye = page_.bye();
    return bye && (bye->code == ByeCode::unknown_session || bye->code == ByeCode::closed);
  }
  bool shows_all() const { return shows_all_; }

 private:
  void read(const Value::List& message) {
    const auto slot = message[1].unsigned_integer();
    if (slot == page_.protocol().mirror("newest")) newest_ = message.back().integer().value();
    if (slot == page_.protocol().mirror("array")) bytes_ = message.back().array()->bytes().size();
    shows_all_ = newest_ == updates && bytes_ == array_bytes;
  }

  RawPage page_;
  std::int64_t newest_ = 0;
  std::size_t bytes_ = 0;
  std::atomic<bool> shows_all_ = false;
};

// A page whose visitor clicks, and clicks again when the count has changed.
class QuickPage {
 public:
  explicit QuickPage(RawPage page) : page_(std::move(page)) {}

  void run() {
    while (!stopped_) {
      page_.event(click_);
      const auto answer = page_.next();
      if (!answer) {
        ADD_FAILURE() << "The other page was not answered any more, after " << trips_ << " round trips.";
        trips_ = std::numeric_limits<int>::max();
      } else {
        ++trips_;
      }
      trips_.notify_all();
      if (!answer) return;
    }
  }
  void stop() { stopped_ = true; }
  int trips() const { return trips_; }
  void wait_for(int trips) const {
    for (int now = trips_; now < trips; now = trips_) trips_.wait(now);
  }

 private:
  RawPage page_;
  const std::uint32_t click_ = test::event_slot(page_.html(), "click");
  std::atomic<int> trips_ = 0;
  std::atomic<bool> stopped_ = false;
};

double mebibytes(std::size_t bytes) { return static_cast<double>(bytes) / (1u << 20); }

TEST(SlowReader, CostsBoundedMemoryAndDelaysNobodyElse) {
  Program program;
  FaultProxy proxy(program.server.port());
  RawPage slow_page = RawPage::fetch(program.server.port(), "/slow").value();
  ASSERT_TRUE(slow_page.connect(proxy.port()));
  for (int mirrors = 0; mirrors < 3; ++mirrors) ASSERT_TRUE(slow_page.next());
  proxy.throttle(Way::to_client, line_speed);
  SlowPage slow(std::move(slow_page));
  QuickPage quick(RawPage::open(program.server.port(), "/quick").value());
  const auto baseline = test::resident_bytes();
  std::thread reading([&] { slow.run(); });
  std::thread clicking([&] { quick.run(); });

  for (int number = 1; number <= updates; ++number) {
    program.line.set(number);
    program.newest.set(number);
  }
  const auto after_updates = test::peak_resident_bytes();
  const int trips_meanwhile = quick.trips();
  program.array.set(std::vector<float>(array_bytes / sizeof(float), 1));
  quick.wait_for(quick.trips() + trips_while_it_is_behind);
  const auto after_array = test::peak_resident_bytes();
  const bool was_behind = !slow.shows_all();

  proxy.heal();
  reading.join();
  quick.stop();
  clicking.join();
  std::cout << "resident: " << mebibytes(baseline) << " MiB at first, at most " << mebibytes(after_updates)
            << " MiB during " << updates << " updates of each kind, at most " << mebibytes(after_array) << " MiB with "
            << mebibytes(array_bytes) << " MiB of array; the other page made " << trips_meanwhile
            << " round trips during the updates; in the end the slow page "
            << (slow.is_gone() ? "was told that its session is gone" : "showed everything") << std::endl;
  EXPECT_TRUE(was_behind);
  EXPECT_TRUE(slow.shows_all() || slow.is_gone());
  if (sanitized) return;
  EXPECT_LE(after_updates, baseline + budget + our_own);
  EXPECT_LE(after_array, baseline + budget + our_own + 2 * array_bytes);
}

}  // namespace
}  // namespace bonito
