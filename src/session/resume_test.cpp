// Connections that are lost at any moment, and what the browser gets when it is back.
#include <atomic>
#include <latch>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::MemoryConnection;
using testing::Messages;
using testing::set;
using namespace literals;
using Resume = testing::SessionTest;

App shows(const Observable<int>& count, Delivery delivery = Delivery::latest) {
  return App([=] { return dom::p(count.deliver(delivery)); });
}

TEST_F(Resume, TheFirstConnectionIsFreshAndALaterOneOfTheSamePageGoesOn) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::fresh);
  EXPECT_EQ(browser.welcome->next, 1u);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
}

TEST_F(Resume, WhatWasSentButNotReceivedIsSentAgain) {
  const auto count = Observable<int>{0};
  Browser browser(registry, shows(count, Delivery::every));
  browser.connect();
  browser.messages();
  for (int i = 1; i <= 3; ++i) {
    count.set(i);
    browser.settle();
  }
  browser.session->soft_close();  // the page has seen none of it
  count.set(4);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  EXPECT_EQ(browser.welcome->next, 1u);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 1), set(1, 2), set(1, 3), set(1, 4)}));
}

TEST_F(Resume, WhatWasReceivedButNotAcknowledgedIsNotSentAgain) {
  const auto count = Observable<int>{0};
  Browser browser(registry, shows(count));
  browser.connect();
  count.set(1);
  browser.settle();
  browser.received = 1;  // it came, and then the line was cut
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  EXPECT_EQ(browser.messages(), Messages{});
}

TEST_F(Resume, ThePageHearsWhichOfItsFramesWereAppliedAndNoneIsAppliedTwice) {
  std::atomic<int> clicks = 0;
  Browser browser(registry, App([&] { return dom::button(on_click([&] { ++clicks; })); }));
  browser.connect();
  browser.event(1);
  browser.event(1);
  browser.settle();
  browser.session->soft_close();
  browser.connect();
  EXPECT_EQ(browser.welcome->received, 2u);
  browser.event(1);
  browser.settle();
  EXPECT_EQ(clicks, 3);
}

TEST_F(Resume, FramesOfAConnectionThatWasReplacedBeforeTheyWereHandledAreNotApplied) {
  std::atomic<int> clicks = 0;
  std::latch blocked(1);
  std::latch go_on(1);
  Browser browser(registry, App([&] {
                    return dom::p(dom::button(on_click([&] {
                                    blocked.count_down();
                                    go_on.wait();
                                  })),
                                  dom::button(on_click([&] { ++clicks; })));
                  }));
  browser.connect();
  browser.event(1);
  blocked.wait();
  browser.event(2);               // waits for the strand
  browser.session->soft_close();  // and its connection is lost
  go_on.count_down();
  browser.connect();
  EXPECT_EQ(browser.welcome->received, 1u);
  EXPECT_EQ(clicks, 0);
  browser.event(2);
  browser.settle();
  EXPECT_EQ(clicks, 1);
}

TEST_F(Resume, ARestoredTabTakesTheSessionOverAndGetsTheCurrentValues) {
  const auto count = Observable<int>{0};
  const auto name = Observable<std::string>{"a"};
  Browser browser(registry, App([=] { return dom::p(count, name); }));
  browser.connect();
  count.set(1);
  browser.messages();
  browser.event(99);
  browser.settle();
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = 0;
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  EXPECT_EQ(browser.welcome->received, 0u) << "this page has sent nothing yet";
  EXPECT_EQ(browser.messages(), (Messages{set(1, 1), set(2, "a")}));
}

TEST_F(Resume, ATabThatComesBackAfterARestoredOneHadTheSessionGoesOnCountingWhereItWas) {
  std::atomic<int> clicks = 0;
  Browser browser(registry, App([&] { return dom::button(on_click([&] { ++clicks; })); }));
  browser.connect();
  browser.event(1);
  browser.event(1);
  const auto come = [&](std::byte instance) {
    browser.settle();
    browser.session->soft_close();
    browser.instance = instance;
    browser.connect();
    EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  };
  come(std::byte{2});
  EXPECT_EQ(browser.welcome->received, 0u);
  browser.event(1);
  come(std::byte{1});
  EXPECT_EQ(browser.welcome->received, 2u);
  browser.event(1);
  come(std::byte{2});
  EXPECT_EQ(browser.welcome->received, 1u);
  EXPECT_EQ(clicks, 4);  // and none of them twice
}

TEST_F(Resume, ATabThatComesBackWhenItIsForgottenIsToldToGetASessionOfItsOwn) {
  const auto count = Observable<int>{0};
  Browser browser(registry, shows(count));
  browser.connect();
  count.set(1);
  browser.messages();
  for (int other = 2; other < 100; ++other) {
    browser.session->soft_close();
    browser.instance = static_cast<std::byte>(other);
    browser.received = 0;
    browser.connect();
    browser.messages();
  }
  browser.session->soft_close();
  browser.instance = std::byte{1};
  browser.connect();
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::duplicate);
}

TEST_F(Resume, ADuplicatedTabIsToldToGetASessionOfItsOwnAndHarmsNobody) {
  const auto count = Observable<int>{0};
  Browser browser(registry, shows(count));
  browser.connect();
  const auto duplicate = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(duplicate);
  Hello hello;
  hello.instance.fill(std::byte{2});
  browser.session->process_message(hello_frame(hello));
  browser.settle();
  ASSERT_TRUE(duplicate->bye());
  EXPECT_EQ(duplicate->bye()->code, ByeCode::duplicate);
  EXPECT_TRUE(browser.connection->is_open());
  count.set(1);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 1)}));
}

TEST_F(Resume, OfTwoConnectionsThatRaceTheLastHelloWinsAndTheOtherLearnsWhy) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  auto& link = detail::SessionCore::of(*browser.session).tab().link();
  const auto first = std::make_shared<MemoryConnection>();
  const auto second = std::make_shared<MemoryConnection>();
  const auto first_number = link.connect(first);
  const auto second_number = link.connect(second);
  link.process_message(hello_frame({}), second_number);
  link.process_message(hello_frame({}), first_number);
  browser.settle();
  EXPECT_TRUE(first->is_open());
  ASSERT_TRUE(second->bye());
  EXPECT_EQ(second->bye()->code, ByeCode::superseded);
  EXPECT_EQ(link_of(*browser.session).connection(), first);
}

TEST_F(Resume, AStaleConnectionThatEndsLateChangesNothing) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  const auto stale = browser.number;
  browser.connect();
  link_of(*browser.session).lost(stale);
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
  EXPECT_TRUE(browser.connection->is_open());
}

TEST_F(Resume, AHelloThatComesLateFromAnOlderConnectionTakesNothingOver) {
  const auto count = Observable<int>{0};
  Browser browser(registry, shows(count));
  browser.connect();
  count.set(1);
  browser.messages();  // and it has acknowledged it
  browser.settle();
  const auto stale = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(stale);
  Hello hello;
  hello.instance.fill(browser.instance);
  hello.received = 0;  // what it knew then
  browser.session->process_message(hello_frame(hello));
  browser.settle();
  ASSERT_TRUE(stale->bye());
  EXPECT_EQ(stale->bye()->code, ByeCode::superseded);
  EXPECT_TRUE(browser.connection->is_open());
}

TEST_F(Resume, ARestoredTabThatDidNotHearItsWelcomeMayComeAgain) {
  const auto count = Observable<int>{0};
  Browser browser(registry, shows(count));
  browser.connect();
  count.set(1);
  browser.messages();
  browser.instance = std::byte{2};
  for (int i = 0; i < 2; ++i) {
    browser.session->soft_close();
    browser.received = 0;
    browser.connect();
    ASSERT_FALSE(browser.connection->bye());
  }
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 1)}));
}

TEST_F(Resume, APageThatDidNotHearOfItsSnapshotMayComeAgain) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = {.outgoing_bytes = 64 << 10}});
  const auto line = Observable<int>{0};
  Browser browser(registry, shows(line, Delivery::every));
  browser.connect();
  line.set(1);
  browser.settle();
  browser.session->soft_close();
  for (int i = 2; i <= 10'000; ++i) line.set(i);
  for (int i = 0; i < 2; ++i) {
    browser.session->soft_close();
    browser.received = 0;
    browser.connect();
    ASSERT_FALSE(browser.connection->bye());
  }
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 10'000)}));
}

TEST_F(Resume, ConnectionsThatNeverSayHelloAreFewAndTheOldestGoesFirst) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  std::vector<std::shared_ptr<MemoryConnection>> silent;
  for (int i = 0; i < 10; ++i) {
    silent.push_back(std::make_shared<MemoryConnection>());
    link_of(*browser.session).connect(silent.back());
  }
  EXPECT_FALSE(silent.front()->is_open());
  EXPECT_TRUE(silent.back()->is_open());
}

TEST_F(Resume, AnAcknowledgementOfWhatWasNeverSentIsAProtocolError) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  browser.received = 3;
  browser.acknowledge();
  browser.settle();
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::protocol);
}

TEST_F(Resume, WhatChangesBeforeASnapshotIsSentIsNotToldAgainAfterIt) {
  const auto line = Observable<int>{0};
  Browser browser(registry, shows(line, Delivery::every));
  browser.connect();
  browser.session->soft_close();
  browser.connection = std::make_shared<MemoryConnection>();
  browser.connection->congested = true;
  link_of(*browser.session).connect(browser.connection);
  Hello restored;
  restored.instance.fill(std::byte{2});
  browser.session->process_message(hello_frame(restored));
  browser.settle();
  line.set(1);
  line.set(2);
  browser.connection->congested = false;
  browser.session->writable();
  EXPECT_EQ(browser.messages(), (Messages{set(1, 2)}));
  line.set(3);
  line.set(4);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 3), set(1, 4)}));
}

}  // namespace
}  // namespace bonito
