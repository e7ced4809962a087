// Several threads at once: closing, events, errors and listeners that wait for one another.
#include <atomic>
#include <barrier>
#include <functional>
#include <latch>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bonito/dom/html.hpp"
#include "bonito/session/cleanup.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::MemoryConnection;
using testing::Messages;
using Races = testing::SessionTest;

// Until the strand, which may have ended, is at rest.
void rest(const Browser& browser) { detail::SessionCore::of(*browser.session).tab().strand()->wait(); }

TEST_F(Races, NoHandlerRunsOnceASessionHasClosedHoweverManyEventsCome) {
  for (int round = 0; round < 300; ++round) {
    std::atomic<bool> closed = false;
    std::atomic<int> late = 0;
    Browser browser(registry, App([&] { return dom::button(on_click([&] { late += closed ? 1 : 0; })); }));
    browser.connect();
    std::thread clicking([&] {
      for (int i = 0; i < 20; ++i) browser.event(1);
    });
    browser.session->close();
    rest(browser);
    closed = true;
    clicking.join();
    rest(browser);
    EXPECT_EQ(late, 0);
  }
}

TEST_F(Races, ClosingTwiceAtOnceClosesOnce) {
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> told = 0;
    Browser browser(registry, App([&](Session& session) {
                      session.closed().on([&] { ++told; }).detach();
                      return dom::p("…");
                    }));
    std::thread other([&] { browser.session->close(); });
    browser.session->close();
    other.join();
    rest(browser);
    EXPECT_EQ(told, 1);
  }
  EXPECT_EQ(registry->size(), 0u);
}

TEST_F(Races, ClosingTheServerWhileSessionsCloseByThemselvesEndsAllOfThem) {
  std::vector<std::unique_ptr<Browser>> browsers;
  std::atomic<int> told = 0;
  const App app([&](Session& session) {
    session.closed().on([&] { ++told; }).detach();
    return dom::p("…");
  });
  for (int i = 0; i < 100; ++i) browsers.push_back(std::make_unique<Browser>(registry, app));
  std::thread closing([&] {
    for (const auto& browser : browsers) browser->session->close();
  });
  registry->close_all({ByeCode::shutdown, "The test has ended."});
  closing.join();
  EXPECT_EQ(told, 100);
}

TEST_F(Races, AListenerOfClosedMayCloseAgainAndWaitForAThreadThatUsesTheSession) {
  std::atomic<int> told = 0;
  Browser browser(registry, App([&](Session& session) {
                    session.closed()
                        .on([&, weak = session.weak()] {
                          ++told;
                          std::thread([&] {
                            if (const auto alive = weak.lock()) {
                              alive->close();
                              alive->own({});
                              static_cast<void>(alive->error());
                            }
                          }).join();
                        })
                        .detach();
                    return dom::p("…");
                  }));
  browser.session->close();
  rest(browser);
  EXPECT_EQ(told, 1);
}

TEST_F(Races, AHandlerMayWaitForAThreadThatUsesItsSession) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=](Session& session) {
                    return dom::p(count, dom::button(on_click([=, &session] {
                                    std::thread([&] {
                                      count.set(1);
                                      session.post([=] { count.set(2); });
                                      session.set_metadata("used", true);
                                      session.mirror("count", count);
                                    }).join();
                                  })));
                  }));
  browser.connect();
  browser.event(2);
  browser.settle();
  browser.settle();
  EXPECT_EQ(count.get(), 2);
  EXPECT_EQ(browser.session->metadata("used"), Value(true));
}

TEST_F(Races, ARegionThatChangesWhileASnapshotIsMadeIsShownAsItIs) {
  for (int round = 0; round < 200; ++round) {
    const auto content = Observable<Node>{dom::p("first")};
    const std::vector<Observable<int>> many(1'000, Observable<int>{0});
    Browser browser(registry, App([&] { return dom::main(content, dom::div(many)); }));
    browser.connect();
    browser.session->soft_close();
    browser.instance = std::byte{2};
    std::thread changing([&] {
      while (!link_of(*browser.session).connection()) std::this_thread::yield();
      content.set(dom::p("second"));
    });
    browser.connect();
    changing.join();
    const auto messages = browser.messages();
    EXPECT_TRUE(std::ranges::any_of(messages, [](const auto& message) { return message[1] == Value(1); }));
  }
}

// What happens when a session asks whether a browser that was lost may come back.
class AsksFirst final : public CleanupPolicy {
 public:
  explicit AsksFirst(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
  bool should_cleanup(const Session&) const override { return false; }
  bool allow_soft_close() const override {
    if (meanwhile_) std::exchange(meanwhile_, nullptr)();
    return true;
  }

 private:
  mutable std::function<void()> meanwhile_;
};

TEST_F(Races, ALossThatIsNoticedWhileTheNextConnectionOpensLeavesTheSessionOpen) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  set_cleanup_policy(std::make_shared<AsksFirst>([&] { browser.connect(); }));
  browser.session->soft_close();
  set_cleanup_policy(nullptr);
  EXPECT_TRUE(link_of(*browser.session).connection());
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

// Does something when it is told that another one has come.
class Parting final : public Channel {
 public:
  Sent write(Payload) override { return Sent::yes; }
  bool is_open() const noexcept override { return true; }
  bool notices_loss() const noexcept override { return true; }
  void close() noexcept override {
    if (parting) std::exchange(parting, nullptr)();
  }
  std::function<void()> parting;
};

// In use by the page of this browser.
std::shared_ptr<Parting> connect_parting(const Browser& browser) {
  const auto connection = std::make_shared<Parting>();
  link_of(*browser.session).connect(connection);
  Hello hello;
  hello.instance.fill(browser.instance);
  browser.session->process_message(hello_frame(hello));
  browser.settle();
  return connection;
}

TEST_F(Races, AConnectionThatIsLostRightAfterItsHelloLeavesTheSessionSoftClosed) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  const auto first = connect_parting(browser);
  first->parting = [&] {
    browser.connection->close();
    browser.session->soft_close();
  };
  browser.connect();
  EXPECT_FALSE(link_of(*browser.session).connection());
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
}

TEST_F(Races, AConnectionThatIsReplacedAndSaysThatItHasEndedHarmsNoOther) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  const auto first = connect_parting(browser);
  first->parting = [&] { browser.session->soft_close(); };
  browser.connect();
  EXPECT_TRUE(browser.connection->is_open());
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(Races, ClosingTheServerEndsASessionWhoseCloseHasNotGotFar) {
  std::atomic<int> told = 0;
  Browser browser(registry, App([&](Session& session) {
                    session.closed().on([&] { ++told; }).detach();
                    return dom::p("…");
                  }));
  const auto connection = connect_parting(browser);
  std::latch closing(1);
  std::latch server_closed(1);
  connection->parting = [&] {
    closing.count_down();
    server_closed.wait();
  };
  std::thread other([&] { browser.session->close(); });
  closing.wait();
  registry->close_all({ByeCode::shutdown, "The test has ended."});
  EXPECT_EQ(told, 1);
  server_closed.count_down();
  other.join();
  EXPECT_EQ(told, 1);
}

// Sets from several threads at once, in a page that is told every value.
struct Setters {
  explicit Setters(int count, int sets, const Observable<int>& line) {
    for (int thread = 0; thread < count; ++thread) {
      threads.emplace_back([=, this] {
        start.arrive_and_wait();
        for (int i = 0; i < sets; ++i) line.set(thread * sets + i + 1);
      });
    }
  }
  void join() {
    for (auto& thread : threads) thread.join();
  }
  std::barrier<> start{4};
  std::vector<std::thread> threads;
};

TEST_F(Races, WhatSeveralThreadsSetComesOnceEachAndTheNewestLast) {
  for (int round = 0; round < 500; ++round) {
    const auto line = Observable<int>{0};
    Browser browser(registry, App([=] { return dom::p(line.deliver(Delivery::every)); }));
    browser.connect();
    Setters setters(4, 20, line);
    setters.join();
    const auto messages = browser.messages();
    std::set<std::int64_t> values;
    for (const auto& message : messages) values.insert(*message[2].integer());
    ASSERT_EQ(messages.size(), 80u);
    ASSERT_EQ(values.size(), 80u);
    ASSERT_EQ(messages.back()[2], Value(line.get())) << "in round " << round;
    browser.session->close();
  }
}

TEST_F(Races, ErrorsOfManyThreadsAreRecordedAndOneOfThemIsTheLast) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  auto& core = detail::SessionCore::of(*browser.session);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&core, t] {
      for (int i = 0; i < 200; ++i) {
        core.fail(std::make_exception_ptr(std::runtime_error("of thread " + std::to_string(t))), "Work");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_TRUE(browser.session->error());
  EXPECT_TRUE(browser.session->error()->message.starts_with("of thread "));
}

// What goes wrong in a connection of the program's own making.
class BrokenConnection final : public Channel {
 public:
  Sent write(Payload frame) override {
    if (throws) throw std::runtime_error("the pipe has burst");
    const bool taken = kind_of(frame.flat()) != FrameKind::data;
    return taken ? Sent::yes : Sent::no;
  }
  bool is_open() const noexcept override { return true; }
  bool notices_loss() const noexcept override { return true; }
  void close() noexcept override {}
  bool throws = false;
};

TEST_F(Races, WhatAConnectionDoesNotTakeIsSentByTheNextOne) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(count.deliver(Delivery::every)); }));
  for (const bool throws : {false, true}) {
    const auto broken = std::make_shared<BrokenConnection>();
    broken->throws = throws;
    link_of(*browser.session).connect(broken);
    Hello hello;
    hello.instance.fill(browser.instance);
    hello.received = browser.received;
    browser.session->process_message(hello_frame(hello));
    browser.settle();
    count.set(1);
    count.set(2);
    browser.settle();
    browser.connect();
    EXPECT_EQ(browser.messages(), (Messages{testing::set(1, 1), testing::set(1, 2)})) << throws;
  }
}

}  // namespace
}  // namespace bonito
