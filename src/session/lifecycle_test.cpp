// What a program sees of a session's life.
#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using namespace std::chrono_literals;
using Lifecycle = testing::SessionTest;

App still() {
  return App([] { return dom::p("…"); });
}

TEST_F(Lifecycle, EachStatusIsToldInOrder) {
  std::vector<SessionStatus> told;
  std::latch ended(1);
  Browser browser(registry, App([&](Session& session) {
                    session.status_changes()
                        .on([&](SessionStatus status) {
                          told.push_back(status);
                          if (status == SessionStatus::closed) ended.count_down();
                        })
                        .detach();
                    return dom::p("…");
                  }));
  browser.settle();
  browser.connect();
  browser.settle();
  browser.session->soft_close();
  browser.settle();
  browser.connect();
  browser.settle();
  browser.session->close();
  ended.wait();
  using enum SessionStatus;
  EXPECT_EQ(told, (std::vector{displayed, open, soft_closed, open, closed}));
}

TEST_F(Lifecycle, ASoftCloseByTheProgramClosesTheConnectionAndThePageMayComeBack) {
  Browser browser(registry, still());
  browser.connect();
  browser.session->soft_close();
  EXPECT_FALSE(browser.connection->is_open());
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  browser.connect();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(Lifecycle, ASoftCloseOfAConnectionThatHasEndedLeavesTheNextOneAlone) {
  Browser browser(registry, still());
  browser.connect();
  browser.connection->close();
  const auto next = std::make_shared<testing::MemoryConnection>();
  link_of(*browser.session).connect(next);
  browser.session->soft_close();
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  EXPECT_TRUE(next->is_open());
  Hello hello;
  hello.instance.fill(browser.instance);
  browser.session->process_message(hello_frame(hello));
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(Lifecycle, WaitUntilOpenWaitsForTheBrowser) {
  Browser browser(registry, still());
  EXPECT_FALSE(browser.session->wait_until_open(1ms));
  std::thread visitor([&] { browser.connect(); });
  EXPECT_TRUE(browser.session->wait_until_open(60s));
  visitor.join();
}

TEST_F(Lifecycle, WaitUntilOpenEndsWhenTheSessionCloses) {
  Browser browser(registry, still());
  std::thread closing([&] { browser.session->close(); });
  EXPECT_FALSE(browser.session->wait_until_open(60s));
  closing.join();
}

TEST_F(Lifecycle, ASessionsOwnCodeCannotWaitForItsOpening) {
  Browser browser(registry, still());
  browser.session->post([&] { browser.session->wait_until_open(60s); });
  browser.settle();
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->code, Errc::usage);
}

TEST_F(Lifecycle, MetadataIsThePagesAndSharedByItsRegions) {
  Browser browser(registry, still());
  EXPECT_EQ(browser.session->metadata("member"), Value());
  browser.session->set_metadata("member", true);
  browser.session->set_metadata("member", "since 2020");
  EXPECT_EQ(browser.session->metadata("member"), Value("since 2020"));
  browser.session->post([&] {
    const auto child = detail::SessionCore::of(*browser.session).make_child();
    EXPECT_EQ(child->metadata("member"), Value("since 2020"));
    child->set_metadata("age", 7);
    child->data<int>() = 9;
  });
  browser.settle();
  EXPECT_EQ(browser.session->metadata("age"), Value(7));
  EXPECT_EQ(browser.session->data<int>(), 9);
}

TEST_F(Lifecycle, PostedWorkIsDroppedWhenTheSessionHasClosed) {
  Browser browser(registry, still());
  std::atomic<bool> ran = false;
  browser.session->close();
  browser.session->post([&] { ran = true; });
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_FALSE(ran);
}

TEST_F(Lifecycle, AChildKnowsItsParentAndRootAndEndsOnceWithThem) {
  Browser browser(registry, still());
  browser.connect();
  std::shared_ptr<Session> child;
  std::atomic<int> ended = 0;
  browser.session->post([&] {
    child = detail::SessionCore::of(*browser.session).make_child();
    child->closed().on([&] { ++ended; }).detach();
    detail::SessionCore::of(*child).rendered();
  });
  browser.settle();
  EXPECT_EQ(child->parent(), browser.session);
  EXPECT_EQ(child->root(), browser.session);
  EXPECT_EQ(browser.session->parent(), nullptr);
  EXPECT_EQ(child->status(), SessionStatus::open);
  EXPECT_TRUE(child->opened().get());
  browser.session->soft_close();
  EXPECT_EQ(child->status(), SessionStatus::soft_closed);
  browser.session->close();
  child->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(child->status(), SessionStatus::closed);
}

TEST_F(Lifecycle, TheRoundTripIsKnownOnceSomethingWasAcknowledged) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(count); }));
  browser.connect();
  EXPECT_FALSE(browser.session->round_trip());
  count.set(1);
  browser.messages();
  browser.settle();
  EXPECT_TRUE(browser.session->round_trip());
}

TEST_F(Lifecycle, AFailureNamesThePlaceInTheCodeInTheLogAndInDevelopmentOnThePage) {
  std::mutex mutex;
  std::string logged;
  set_log_sink([&](const LogEntry& entry) {
    const std::lock_guard lock(mutex);
    logged += entry.message;
  });
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.development = true});
  Browser browser(registry,
                  App([] { return dom::button(on_click([] { throw std::runtime_error("the pump is off"); })); }));
  const std::string here = std::string(__FILE__) + ":" + std::to_string(__LINE__ - 1);
  browser.connect();
  browser.event(1);
  const auto messages = browser.messages();
  set_log_sink({});
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0][1].text()->find("the pump is off"), std::string::npos);
  EXPECT_NE(messages[0][1].text()->find(here), std::string::npos) << *messages[0][1].text() << " for " << here;
  EXPECT_NE(logged.find(here), std::string::npos) << logged;
}

}  // namespace
}  // namespace bonito
