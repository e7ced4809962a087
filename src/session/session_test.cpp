#include "bonito/session/session.hpp"

#include <atomic>
#include <latch>
#include <thread>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/dom/html_writer.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::SessionTest;
using testing::set;
using namespace literals;
using namespace std::chrono_literals;

TEST_F(SessionTest, APageShowsTheValuesOfItsObservables) {
  const auto count = Observable<int>{41};
  Browser browser(registry, App([=] { return dom::h1("Count: ", count); }));
  EXPECT_EQ(browser.response.status, 200);
  EXPECT_NE(browser.response.body.find("<h1>Count: <!--b:1-->41</h1>"), std::string::npos) << browser.response.body;
}

TEST_F(SessionTest, AChangeReachesTheBrowserAsTheSlotsNewValue) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::h1(count); }));
  browser.connect();
  EXPECT_TRUE(browser.messages().empty());
  count.set(7);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 7)}));
}

TEST_F(SessionTest, WhatChangedBetweenRenderingAndConnectingArrivesFirst) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::h1(count); }));
  count.set(5);
  browser.connect();
  EXPECT_EQ(browser.messages(), (Messages{set(1, 5)}));
}

TEST_F(SessionTest, WhileAFrameIsInTheAirChangesGatherAndTheNewestWins) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::h1(count); }));
  browser.connect();
  count.set(1);
  browser.settle();
  for (int i = 2; i <= 1000; ++i) count.set(i);  // the first is still in the air
  EXPECT_EQ(browser.messages(), (Messages{set(1, 1), set(1, 1000)}));
}

TEST_F(SessionTest, WithDeliveryEveryEachValueArrivesInOrder) {
  const auto line = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(line.deliver(Delivery::every)); }));
  browser.connect();
  for (int i = 1; i <= 1000; ++i) line.set(i);
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1000u);
  for (int i = 1; i <= 1000; ++i) EXPECT_EQ(messages[static_cast<std::size_t>(i - 1)], set(1, i));
}

TEST_F(SessionTest, AnEventCallsItsHandlerWithTheFieldsItAskedFor) {
  const auto text = Observable<std::string>{""};
  Browser browser(registry, App([=] { return dom::input(on_input([=](std::string typed) { text.set(typed); })); }));
  browser.connect();
  browser.event(1, {Value("hello")});
  browser.settle();
  EXPECT_EQ(text.get(), "hello");
}

TEST_F(SessionTest, EventsForSlotsThatDoNotExistAreDropped) {
  Browser browser(registry, App([] { return dom::p("still"); }));
  browser.connect();
  browser.event(99);
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(SessionTest, HandlersListenersAndPostedWorkRunOneAtATimeOnTheStrand) {
  const auto ticks = Observable<int>{0};
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> calls = 0;
  const auto work = [&] {
    const int now = ++inside;
    most = std::max(most.load(), now);
    ++calls;
    --inside;
  };
  Browser browser(registry, App([&, ticks](Session& session) {
                    ticks.on(session, [&](int) { work(); });
                    return dom::button("x", on_click(work));
                  }));
  browser.connect();
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        ticks.set(i);
        browser.session->post(work);
      }
    });
  }
  for (int i = 0; i < 100; ++i) browser.event(1);
  for (auto& thread : threads) thread.join();
  browser.settle();
  browser.settle();
  EXPECT_EQ(most, 1);
  EXPECT_EQ(calls, 3 * 400 + 100);
}

TEST_F(SessionTest, AHandlerThatBlocksDelaysNoOtherSession) {
  std::latch release(1);
  const App blocking([&] { return dom::button(on_click([&] { release.wait(); })); });
  std::vector<std::unique_ptr<Browser>> blocked;
  for (int i = 0; i < 8; ++i) {  // more than there are cores here
    blocked.push_back(std::make_unique<Browser>(registry, blocking));
    blocked.back()->connect();
    blocked.back()->event(1);
  }
  const auto count = Observable<int>{0};
  Browser free(registry, App([=] { return dom::button(on_click([=] { count.set(1); })); }));
  free.connect();
  free.event(1);
  free.settle();
  EXPECT_EQ(count.get(), 1);
  release.count_down();
  for (const auto& browser : blocked) browser->settle();
}

TEST_F(SessionTest, AMirrorIsIntroducedByNameAndItsOwnBrowserHearsNoEcho) {
  const auto rate = Observable<double>{2.5};
  const App app([=](Session& session) {
    session.mirror("rate", rate);
    return dom::p("…");
  });
  Browser one(registry, app);
  Browser two(registry, app);
  one.connect();
  two.connect();
  const auto introduced = one.messages();
  ASSERT_EQ(introduced.size(), 1u);
  EXPECT_EQ(introduced[0],
            (Value::List{Value(static_cast<int>(ServerOp::mirror)), Value(1), Value("rate"), Value(2.5)}));
  two.messages();

  one.notify(1, Value(4.0));
  one.settle();
  EXPECT_EQ(rate.get(), 4.0);
  EXPECT_EQ(one.messages(), Messages{});
  EXPECT_EQ(two.messages(), (Messages{set(1, 4.0)}));
}

TEST_F(SessionTest, WhatAListenerMakesOfAMirrorsValueIsToldToItsBrowser) {
  const auto rate = Observable<int>{1};
  Browser browser(registry, App([=](Session& session) {
                    session.mirror("rate", rate);
                    rate.on(session, [=](int value) {
                      if (value > 10) rate.set(10);
                    });
                    return dom::p("…");
                  }));
  browser.connect();
  browser.messages();
  browser.notify(1, Value(50));
  EXPECT_EQ(browser.messages(), (Messages{set(1, 10)}));
}

TEST_F(SessionTest, AMirrorRefusesAValueThatDoesNotFit) {
  const auto rate = Observable<int>{1};
  Browser browser(registry, App([=](Session& session) {
                    session.mirror("rate", rate);
                    return dom::p("…");
                  }));
  browser.connect();
  browser.notify(1, Value("fast"));
  browser.settle();
  EXPECT_EQ(rate.get(), 1);
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(SessionTest, NothingOfASessionListensAfterItClosed) {
  const auto count = Observable<int>{0};
  std::atomic<int> heard = 0;
  Browser browser(registry, App([&, count](Session& session) {
                    count.on(session, [&](int) { ++heard; });
                    return dom::p(count);
                  }));
  browser.connect();
  const auto weak = browser.session->weak();
  browser.session->close();
  EXPECT_EQ(registry->size(), 0u);
  registry->close_all({ByeCode::shutdown, "The test has ended."});
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  count.set(1);
  EXPECT_EQ(heard, 0);
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
  browser.session.reset();
  EXPECT_TRUE(weak.expired());
}

TEST_F(SessionTest, ClosedIsToldOnceAndIsFinal) {
  std::atomic<int> told = 0;
  Browser browser(registry, App([&](Session& session) {
                    session.closed().on([&] { ++told; }).detach();
                    return dom::p("…");
                  }));
  browser.connect();
  browser.session->close();
  browser.session->close();
  browser.session->soft_close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_EQ(told, 1);
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
}

TEST_F(SessionTest, OpenedIsToldAtEveryConnect) {
  std::atomic<int> told = 0;
  Browser browser(registry, App([&](Session& session) {
                    session.opened().on([&] { ++told; }).detach();
                    return dom::p("…");
                  }));
  browser.connect();
  browser.session->soft_close();
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  browser.connect();
  browser.settle();
  EXPECT_EQ(told, 2);
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(SessionTest, AReconnectedBrowserHearsWhatChangedMeanwhileAndNothingElse) {
  const auto count = Observable<int>{0};
  const auto name = Observable<std::string>{"a"};
  Browser browser(registry, App([=] { return dom::p(count, " ", name); }));
  browser.connect();
  browser.session->soft_close();
  count.set(2);
  count.set(3);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  EXPECT_EQ(browser.messages(), (Messages{set(1, 3)}));
}

TEST_F(SessionTest, ANewerConnectionTakesTheSessionOverAndTheOlderOneIsTold) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  const auto older = browser.connection;
  browser.connect();
  ASSERT_TRUE(older->bye());
  EXPECT_EQ(older->bye()->code, ByeCode::superseded);
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(SessionTest, ABrowserThatBreaksTheProtocolIsDisconnectedWithAReasonAndTheSessionStays) {
  const auto hello = hello_frame({});
  const Bytes out_of_order = data_frame({9, 0});
  const Bytes unknown_kind{std::byte{77}};
  Bytes unknown_opcode = data_frame({1, 0});
  for (int byte : {99, 1, 1}) unknown_opcode.push_back(static_cast<std::byte>(byte));
  Bytes cut = data_frame({1, 0});
  cut.push_back(std::byte{1});
  for (const auto& bad : {hello, out_of_order, unknown_kind, unknown_opcode, cut, Bytes{}}) {
    Browser browser(registry, App([] { return dom::p("…"); }));
    browser.connect();
    browser.session->process_message(bad);
    browser.settle();
    ASSERT_TRUE(browser.connection->bye()) << bad.size();
    EXPECT_EQ(browser.connection->bye()->code, ByeCode::protocol);
    EXPECT_FALSE(browser.connection->bye()->reason.empty());
    EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
    browser.connect();
    EXPECT_EQ(browser.session->status(), SessionStatus::open);
  }
}

TEST_F(SessionTest, AnOpcodeIsNotTakenForAnotherThatEndsInTheSameByte) {
  for (const std::int64_t opcode : {257, -255}) {
    std::atomic<int> clicks = 0;
    Browser browser(registry, App([&] { return dom::button(on_click([&] { ++clicks; })); }));
    browser.connect();
    Bytes frame = data_frame({1, 0});
    Encoder out(frame);
    out.integer(opcode);
    out.integer(1);
    out.list(0);
    browser.session->process_message(frame);
    browser.settle();
    EXPECT_EQ(clicks, 0);
    ASSERT_TRUE(browser.connection->bye());
    EXPECT_EQ(browser.connection->bye()->reason, "A message has the unknown opcode " + std::to_string(opcode) + ".");
  }
}

TEST_F(SessionTest, FramesThatPileUpBeyondTheirBoundEndTheConnection) {
  std::latch release(1);
  std::latch blocked(1);
  Browser browser(registry, App([&] {
                    return dom::button(on_click([&] {
                      blocked.count_down();
                      release.wait();
                    }));
                  }));
  browser.connect();
  browser.event(1);
  blocked.wait();
  for (int i = 0; i < 40; ++i) browser.event(2, {Value(std::string(64 << 10, 'x'))});
  EXPECT_TRUE(browser.connection->bye());
  release.count_down();
  browser.settle();
}

TEST_F(SessionTest, ATextThatIsNotThereIsEmpty) {
  const char* nothing = nullptr;
  Browser browser(registry, App([=] { return dom::p("title"_a = nothing, "lang"_a = nothing, nothing, "."); }));
  EXPECT_NE(browser.response.body.find("<p title=\"\" lang=\"\">.</p>"), std::string::npos) << browser.response.body;
}

TEST_F(SessionTest, EqualBytesOfTwoTypesAreTwoAssets) {
  EXPECT_NE(Asset::text("x", "text/css").key(), Asset::text("x", "text/javascript").key());
  EXPECT_EQ(Asset::text("x", "text/css").key(), Asset::text("x", "text/css").key());
}

TEST_F(SessionTest, DataIsOneObjectPerTab) {
  struct Cart {
    int items = 0;
  };
  const App app([](Session& session) {
    ++session.data<Cart>().items;
    return dom::p(session.data<Cart>().items);
  });
  EXPECT_NE(Browser(registry, app).response.body.find("<p>1</p>"), std::string::npos);
  EXPECT_NE(Browser(registry, app).response.body.find("<p>1</p>"), std::string::npos);
}

TEST_F(SessionTest, BindGivesAFollowerThatEndsWithTheSession) {
  const auto shared = Observable<int>{1};
  auto mine = Observable<int>{0};
  Browser browser(registry, App([&](Session& session) {
                    mine = session.bind(shared);
                    return dom::p(mine);
                  }));
  shared.set(2);
  EXPECT_EQ(mine.get(), 2);
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  shared.set(3);
  EXPECT_EQ(mine.get(), 2);
}

TEST_F(SessionTest, AUrlThatWouldRunCodeNeverReachesTheBrowser) {
  const auto link = Observable<std::string>{"https://example.org/"};
  Browser browser(registry, App([=] { return dom::a("href"_a = link, "there"); }));
  browser.connect();
  link.set(" JaVaScRiPt:alert(1)");
  EXPECT_EQ(browser.messages(), (Messages{set(1, std::string(blocked_url))}));
}

}  // namespace
}  // namespace bonito
