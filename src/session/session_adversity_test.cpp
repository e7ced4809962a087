// Sessions whose browsers come and go at the worst moment, and whose program keeps too much or fails late.
#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Busy;
using testing::MemoryConnection;
using testing::Messages;
using testing::SessionTest;
using testing::set;
using namespace literals;
using namespace std::chrono_literals;

// Keeps a session's strand busy from its construction to release().
// A value whose encoding fails when it is negative.
struct Fragile {
  int value = 0;
  bool operator==(const Fragile&) const = default;
};
Value to_value(const Fragile& fragile) {
  if (fragile.value < 0) throw std::runtime_error("a negative cannot be told");
  return Value(fragile.value);
}

TEST_F(SessionTest, AHelloWhoseBrowserHasLeftDoesNotOpenTheSession) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  Busy busy(*browser.session);
  link_of(*browser.session).connect(std::make_shared<MemoryConnection>());
  browser.session->process_message(hello_frame({}));
  browser.session->soft_close();
  busy.release();
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::displayed);
}

TEST_F(SessionTest, ANewConnectionHearsNothingBeforeItsHello) {
  const auto count = Observable<int>{0};
  const auto newer = std::make_shared<MemoryConnection>();
  Browser browser(registry, App([&, count](Session& session) {
                    return dom::p(count, dom::button(on_click([&, count] {
                                    link_of(session).connect(newer);
                                    count.set(5);
                                  })));
                  }));
  browser.connect();
  browser.session->writable();
  browser.event(2);
  browser.settle();
  EXPECT_TRUE(newer->quiet());
  Hello hello;
  hello.instance.fill(browser.instance);
  hello.received = browser.received;
  browser.session->process_message(hello_frame(hello));
  browser.settle();
  EXPECT_EQ(newer->next()[0], static_cast<std::byte>(FrameKind::welcome));
}

// Content that takes as long to render as somebody says.
TEST_F(SessionTest, AnOpcodeIsNotTakenModulo256) {
  std::atomic<int> clicks = 0;
  Browser browser(registry, App([&] { return dom::button(on_click([&] { ++clicks; })); }));
  browser.connect();
  Bytes frame = data_frame({.seq = 1, .ack = 0});
  Encoder out(frame);
  out.unsigned_integer(256 + static_cast<std::uint8_t>(BrowserOp::event));
  out.unsigned_integer(1);
  out.list(0);
  browser.session->process_message(frame);
  browser.settle();
  EXPECT_EQ(clicks, 0);
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::protocol);
}

TEST_F(SessionTest, AProtocolErrorOfAReplacedConnectionLeavesTheNewerOneAlone) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  Busy busy(*browser.session);
  const auto newer = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(newer);
  Hello hello;
  hello.instance.fill(browser.instance);
  browser.session->process_message(hello_frame(hello));
  link_of(*browser.session).process_message(Bytes{std::byte{77}}, browser.number);
  busy.release();
  browser.settle();
  EXPECT_TRUE(newer->is_open());
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(SessionTest, AConnectionWhoseBrowserSaidByeIsClosed) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  browser.session->process_message(bye_frame({ByeCode::protocol, "…"}));
  browser.settle();
  EXPECT_FALSE(browser.connection->is_open());
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
}

TEST_F(SessionTest, AConnectionThatComesAfterTheEndIsTurnedAway) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.session->close();
  const auto late = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(late);
  ASSERT_TRUE(late->bye());
  EXPECT_EQ(late->bye()->code, ByeCode::unknown_session);
  EXPECT_EQ(link_of(*browser.session).connection(), nullptr);
}

TEST_F(SessionTest, AValueThatCannotBeEncodedIsAnErrorOnceAndTheOthersTravel) {
  const auto fragile = Observable<Fragile>{Fragile{}};
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=](Session& session) {
                    session.mirror("fragile", fragile);
                    return dom::p(count);
                  }));
  browser.connect();
  browser.messages();
  fragile.set(Fragile{-1});
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0][0], Value(static_cast<int>(ServerOp::error)));
  count.set(1);
  EXPECT_EQ(browser.messages(), (Messages{set(2, 1)}));
  fragile.set(Fragile{3});
  EXPECT_EQ(browser.messages(), (Messages{set(1, 3)}));
}

TEST_F(SessionTest, ClosingTheServerWaitsForHandlersOfSessionsThatClosedBefore) {
  std::latch running(1);
  std::latch go_on(1);
  std::atomic<bool> finished = false;
  Browser browser(registry, App([&] {
                    return dom::button(on_click([&] {
                      running.count_down();
                      go_on.wait();
                      finished = true;
                    }));
                  }));
  browser.connect();
  browser.event(1);
  running.wait();
  browser.session->close();
  EXPECT_EQ(registry->size(), 0u);
  std::atomic<bool> finished_first = false;
  std::thread closing([&] {
    registry->close_all({ByeCode::shutdown, "The test has ended."});
    finished_first = finished.load();
  });
  std::this_thread::yield();
  go_on.count_down();
  closing.join();
  EXPECT_TRUE(finished_first);
}

TEST_F(SessionTest, AMirrorMayBeMadeOnAnyThread) {
  const auto rate = Observable<int>{1};
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  browser.messages();
  browser.session->mirror("rate", rate);
  EXPECT_EQ(browser.messages(),
            (Messages{{Value(static_cast<int>(ServerOp::mirror)), Value(1), Value("rate"), Value(1)}}));
}

TEST_F(SessionTest, AMirrorThatAPageSetsWhileOlderValuesWaitForItEndsOnWhatItSet) {
  const auto line = Observable<std::string>{"zero"};
  Browser browser(registry, App([=](Session& session) {
                    session.mirror("line", line.deliver(Delivery::every));
                    return dom::p("…");
                  }));
  browser.connect();
  browser.messages();
  browser.connection->congested = true;
  line.set("one");
  browser.settle();
  line.set("two");  // waits
  browser.notify(1, "mine");
  browser.settle();
  browser.connection->congested = false;
  browser.session->writable();
  EXPECT_EQ(browser.messages(), (Messages{set(1, "one"), set(1, "two"), set(1, "mine")}));
  browser.notify(1, "mine again");
  EXPECT_EQ(browser.messages(), Messages{}) << "this one has nothing to catch up with";
}

TEST_F(SessionTest, AMirrorThatAPageSetsWhileALongValueIsOnItsWayToItEndsOnWhatItSet) {
  const auto text = Observable<std::string>{"zero"};
  Browser browser(registry, App([=](Session& session) {
                    session.mirror("text", text);
                    return dom::p("…");
                  }));
  browser.connect();
  browser.messages();
  browser.connection->congested = true;
  text.set(std::string(200'000, 'x'));
  browser.settle();  // the first part is out, and the others wait
  browser.notify(1, "mine");
  browser.settle();
  browser.connection->congested = false;
  browser.session->writable();
  const auto messages = browser.messages();
  ASSERT_FALSE(messages.empty());
  EXPECT_EQ(messages.back().back(), Value("mine"));
  EXPECT_EQ(text.get(), "mine");
}

TEST_F(SessionTest, AClosedSessionThatItsProgramKeepsHoldsNothingOfItsPage) {
  std::weak_ptr<int> held;
  Browser browser(registry, App([&held](Session& session) {
                    const auto probe = std::make_shared<int>(1);
                    held = probe;
                    const Observable<int> own{1};
                    session.mirror("own", own.map([probe](int value) { return value + *probe; }));
                    return dom::p("…");
                  }));
  EXPECT_FALSE(held.expired());
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_TRUE(held.expired());
}

TEST_F(SessionTest, AClosedSessionThatItsProgramKeepsHoldsNoValueThatWasOnItsWay) {
  const auto text = Observable<std::string>{"…"};
  Browser browser(registry, App([=] { return dom::p(text); }));
  browser.connect();
  text.set(std::string(200'000, 'x'));
  const std::weak_ptr<const std::string> held = text.snapshot();
  browser.settle();  // parts of it were written, and wait for their acknowledgement
  text.set("…");
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_TRUE(held.expired());
}

}  // namespace
}  // namespace bonito
