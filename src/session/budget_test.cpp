// How much waits for a browser, and from it: what is bounded, and what happens at the bound.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Busy;
using testing::MemoryConnection;
using testing::Messages;
using testing::set;
using Budget = testing::SessionTest;

App shows(const Observable<int>& line) {
  return App([=] { return dom::p(line.deliver(Delivery::every)); });
}

TEST_F(Budget, WhatDeliveryEveryKeepsIsBoundedAndThenThePageGoesOnFromTheNewest) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = {.outgoing_bytes = 64 << 10}});
  const auto line = Observable<int>{0};
  Browser browser(registry, shows(line));
  browser.connect();
  browser.session->soft_close();
  for (int i = 1; i <= 10'000; ++i) line.set(i);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 10'000)}));
  line.set(7);
  line.set(8);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 7), set(1, 8)}));
}

TEST_F(Budget, BeforeAnyBrowserIsThereLessIsKept) {
  const auto line = Observable<int>{0};
  Browser browser(registry, shows(line));
  for (int i = 1; i <= 10'000; ++i) line.set(i);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::fresh);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 10'000)}));
}

TEST_F(Budget, ABrowserThatReadsNothingCostsABoundedQueueAndGoesOnFromTheNewest) {
  const auto line = Observable<int>{0};
  Browser browser(registry, shows(line));
  browser.connect();
  browser.connection->congested = true;
  line.set(1);
  browser.settle();
  for (int i = 2; i <= 1'000'000; ++i) line.set(i);
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
  browser.connection->congested = false;
  browser.session->writable();
  const auto messages = browser.messages();
  EXPECT_EQ(messages.front(), set(1, 1));
  EXPECT_EQ(messages.back(), set(1, 1'000'000));
  EXPECT_LE(messages.size(), 3u);
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->code, Errc::lagging);
}

TEST_F(Budget, LongValuesThatDeliveryEveryKeepsAreBoundedToo) {
  const auto text = Observable<std::string>{""};
  Browser browser(registry, App([=] { return dom::p(text.deliver(Delivery::every)); }));
  browser.connect();
  browser.connection->congested = true;
  std::vector<std::weak_ptr<const std::string>> values;
  for (int i = 0; i < 50; ++i) {  // a value comes, and a part of one goes
    text.set(std::string(1 << 20, 'x'));
    values.push_back(text.snapshot());
    browser.settle();
    browser.session->writable();
    browser.settle();
  }
  const auto alive = std::ranges::count_if(values, [](const auto& value) { return !value.expired(); });
  EXPECT_LT(alive, 10) << "of a MiB each, where 8 are kept at most";
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->code, Errc::lagging);
}

TEST_F(Budget, ABrowserThatIsTooSlowEvenForTheNewestIsClosedAsLagging) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = {.outgoing_bytes = 64 << 10}});
  const auto line = Observable<int>{0};
  Browser browser(registry, shows(line));
  browser.connect();
  browser.messages();
  const auto flood = [&] {
    for (int i = 1; i <= 10'000; ++i) line.set(i);
    detail::SessionCore::of(*browser.session).tab().strand()->wait();
  };
  line.set(0);
  browser.settle();  // this one is on its way when the others come
  flood();
  browser.received = 1;  // it applies what was sent first, and gets the newest values; those it never applies
  browser.acknowledge();
  browser.settle();
  EXPECT_TRUE(browser.connection->is_open());
  flood();
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::lagging);
  EXPECT_EQ(browser.session->error()->code, Errc::lagging);
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
}

TEST_F(Budget, AChangeIsToldThoughAsMuchWaitsAsMay) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = {.outgoing_bytes = 16 << 10}});
  const auto line = Observable<std::string>{"…"};
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(line.deliver(Delivery::every), count); }));
  line.set(std::string(15'000, 'x'));  // a page that nobody has connected to may keep more
  browser.connection = std::make_shared<MemoryConnection>();
  browser.connection->congested = true;
  link_of(*browser.session).connect(browser.connection);
  browser.session->process_message(hello_frame({}));
  browser.settle();
  count.set(1);
  browser.connection->congested = false;
  browser.session->writable();
  EXPECT_EQ(browser.messages().back(), set(2, 1));
}

TEST_F(Budget, EmptyFramesPileUpNoFurtherThanOthers) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  Busy busy(*browser.session);
  for (int i = 0; i < 100'000 && browser.connection->is_open(); ++i) browser.session->process_message({});
  EXPECT_TRUE(browser.connection->bye());
  busy.release();
}

TEST_F(Budget, AConnectionThatCanWaitIsHeldBackUntilTheHandlersHaveCaughtUp) {
  std::atomic<int> calls = 0;
  Browser browser(registry, App([&] { return dom::button(on_click([&] { ++calls; })); }));
  browser.connect();
  browser.connection->waits = true;
  {
    Busy busy(*browser.session);
    browser.event(1, {Value(std::string(400 << 10, 'x'))});
    EXPECT_FALSE(browser.connection->held_back);
    browser.event(1, {Value(std::string(400 << 10, 'x'))});
    EXPECT_TRUE(browser.connection->held_back);
    browser.event(1, {Value(std::string(400 << 10, 'x'))});  // it was on its way already
  }
  browser.settle();
  EXPECT_FALSE(browser.connection->held_back);
  EXPECT_TRUE(browser.connection->is_open());
  EXPECT_EQ(calls, 3);
}

TEST_F(Budget, FramesOfEarlierConnectionsCountUntilTheyAreHandled) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  Busy busy(*browser.session);
  const Bytes frame(max_hello);  // what may come before the welcome
  const auto send_900_kib = [&] {
    for (int i = 0; i < 900; ++i) browser.session->process_message(frame);
  };
  link_of(*browser.session).connect(std::make_shared<MemoryConnection>());
  send_900_kib();
  const auto newer = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(newer);
  send_900_kib();
  ASSERT_TRUE(newer->bye());
  EXPECT_EQ(newer->bye()->code, ByeCode::lagging);
  busy.release();
}

TEST_F(Budget, ConnectionsThatCanWaitPileUpNoFurtherOneAfterTheOther) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  Busy busy(*browser.session);
  const Bytes frame(max_hello);
  bool is_told = false;
  for (int i = 0; i < 20 && !is_told; ++i) {
    const auto connection = std::make_shared<MemoryConnection>();
    connection->waits = true;
    link_of(*browser.session).connect(connection);
    for (int j = 0; j < 300; ++j) browser.session->process_message(frame);  // they were on their way already
    is_told = connection->bye() && connection->bye()->code == ByeCode::lagging;
  }
  EXPECT_TRUE(is_told);
  busy.release();
}

}  // namespace
}  // namespace bonito
