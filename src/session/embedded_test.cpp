// Apps in pages of somebody else's: what is rendered, who shares a session, what the browser says of them.
#include <algorithm>
#include <atomic>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include "bonito/dom/html.hpp"
#include "bonito/dom/styles.hpp"
#include "bonito/session/asset_server.hpp"
#include "bonito/session/pages.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/embedding.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::set;
using namespace literals;

// What stands between `before` and the next quotation mark.
std::string quoted(const std::string& html, std::string_view before) {
  const auto start = html.find(before) + before.size();
  return html.substr(start, html.find('"', start) - start);
}

std::shared_ptr<Session> session_of(const std::string& html) { return find_session(quoted(html, "data-session=\"")); }
std::uint32_t slot_of(const std::string& html) {
  return static_cast<std::uint32_t>(std::stoul(quoted(html, "data-embedded=\"")));
}

// One connection for all apps of a page.
class Shared final : public FrontendConnection {
 public:
  Js setup_connection(Session&) override { return ++setups, js("Bonito.on_connection_open(() => {})"); }
  bool use_parent_session() const noexcept override { return true; }
  Sent write(Payload) override { return Sent::no; }
  bool is_open() const noexcept override { return false; }
  void close() noexcept override {}

  static inline std::atomic<int> setups = 0;
};

class Embedded : public ::testing::Test {
 protected:
  App app() const {
    return App([count = count, closed = closed](Session& session) {
      session.closed().on([closed] { ++*closed; }).detach();
      return dom::p("style"_a = Styles{{"color", "red"}}, count);
    });
  }
  Browser browser_of(const std::string& html) const {
    Browser browser;
    browser.session = session_of(html);
    browser.connect();
    return browser;
  }

  const Observable<int> count{1};
  const std::shared_ptr<std::atomic<int>> closed = std::make_shared<std::atomic<int>>(0);
  Pages pages;
};

TEST_F(Embedded, AnAppIsAnElementWithItsStylesAndTheScriptThatItNeeds) {
  const std::string html = pages.embed(app(), {.path = "/deep/page"});
  const auto session = session_of(html);
  ASSERT_NE(session, nullptr) << html;
  EXPECT_TRUE(html.starts_with("<bonito-app ")) << html;
  EXPECT_EQ(quoted(html, "data-socket=\""), "../_bonito/ws/" + std::string(session->id()));
  const std::string sheet = quoted(html, "<link rel=\"stylesheet\" href=\"");
  EXPECT_EQ(pages.answer({.method = "GET", .path = "/deep/" + sheet}).body,
            "." + quoted(html, "<p class=\"") + "{color:red}");
  EXPECT_NE(html.find("</bonito-app><script type=\"module\" src=\"../_bonito/"), std::string::npos) << html;
}

TEST_F(Embedded, ClassesOfSeveralSessionsHaveDifferentNames) {
  EXPECT_NE(quoted(pages.embed(app()), "<p class=\""), quoted(pages.embed(app()), "<p class=\""));
}

TEST_F(Embedded, WhatChangedBeforeItWasOnItsPageIsToldWhenItIs) {
  const std::string html = pages.embed(app());
  auto browser = browser_of(html);
  count.set(2);
  ASSERT_EQ(browser.messages().size(), 1u) << "for a place that nobody has";
  browser.say(BrowserOp::embedded, slot_of(html), true);
  const auto told = browser.messages();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].back(), Value(2));
}

TEST_F(Embedded, TakenOffItsPageItsSessionEnds) {
  const std::string html = pages.embed(app());
  auto browser = browser_of(html);
  browser.say(BrowserOp::embedded, slot_of(html), true);
  browser.settle();
  EXPECT_EQ(pages.sessions(), 1u);
  browser.say(BrowserOp::embedded, slot_of(html), false);
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_EQ(pages.sessions(), 0u);
  EXPECT_EQ(*closed, 1);
}

TEST_F(Embedded, WhatIsNoBoolIsRefusedAndASlotThatIsNoAppsIsPassedOver) {
  const std::string html = pages.embed(app());
  auto browser = browser_of(html);
  browser.say(BrowserOp::embedded, 999, false);
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
  browser.say(BrowserOp::embedded, slot_of(html), "yes");
  browser.settle();
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::protocol);
}

TEST_F(Embedded, WhatItsFunctionThrowsReachesWhoEmbedsAndTheSessionIsClosed) {
  EXPECT_THROW(pages.embed(App([]() -> Node { throw std::runtime_error("no data"); })), std::runtime_error);
  EXPECT_EQ(pages.sessions(), 0u);
}

TEST_F(Embedded, NoMoreThanThereMayBeSessions) {
  Pages few({.limits = {.max_sessions = 1}});
  static_cast<void>(few.embed(app()));
  EXPECT_THROW(few.embed(app()), Failure);
}

TEST_F(Embedded, ALoadingPageIsShownFirst) {
  const std::string html = pages.embed(App([] { return dom::p("content"); }, {.loading_page = dom::p("Loading…")}));
  EXPECT_NE(html.find("Loading…"), std::string::npos);
  auto browser = browser_of(html);
  const auto told = browser.messages();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(testing::texts_of(told[0]), "content");
}

TEST_F(Embedded, WithoutAConnectionItIsOnlyMarkup) {
  const auto none = force_connection<NoConnection>();
  const std::string html = pages.embed(App([] { return dom::p("static"); }));
  EXPECT_TRUE(html.ends_with("<p>static</p></bonito-app>")) << html;
}

TEST_F(Embedded, ScriptsThatListenOnAnAppRunOnceItIsThereAndOnceForEachPage) {
  const std::string html = pages.embed(App([] { return dom::button(on_click(js("() => count()"))); }));
  auto browser = browser_of(html);
  const auto runs = [&] {
    const auto messages = browser.messages();
    return std::ranges::count(messages, Value(static_cast<int>(ServerOp::run)), [](const auto& all) { return all[0]; });
  };
  EXPECT_EQ(runs(), 0);
  browser.say(BrowserOp::embedded, slot_of(html), true);
  EXPECT_EQ(runs(), 1);
  browser.session->soft_close();
  browser.connect();
  EXPECT_EQ(runs(), 0);
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = 0;
  browser.connect();
  EXPECT_EQ(runs(), 0);
  browser.say(BrowserOp::embedded, slot_of(html), true);
  EXPECT_EQ(runs(), 1);
}

TEST_F(Embedded, AnAppThatIsShownAfterItsEndIsSaidToBeGone) {
  const std::string html = pages.embed(app());
  auto browser = browser_of(html);
  browser.say(BrowserOp::embedded, 999, true);
  EXPECT_EQ(browser.messages(), (Messages{{Value(static_cast<int>(ServerOp::gone)), Value(999)}}));
}

class EmbeddedTogether : public Embedded {
 protected:
  const Registration shared = force_connection<Shared>();
};

TEST_F(EmbeddedTogether, AppsShareASessionThatIsSetUpOnce) {
  const int before = Shared::setups;
  const std::string first = pages.embed(app());
  const std::string second = pages.embed(app());
  EXPECT_EQ(session_of(first), session_of(second));
  EXPECT_EQ(Shared::setups, before + 1);
  EXPECT_EQ(pages.sessions(), 1u);
  EXPECT_NE(slot_of(first), slot_of(second));
  EXPECT_EQ(quoted(first, "data-setup=\""), quoted(second, "data-setup=\""));
}

TEST_F(EmbeddedTogether, OneThatIsTakenOffEndsAloneAndOnlyThoseThatStayAreTold) {
  const std::string first = pages.embed(app());
  const std::string second = pages.embed(app());
  auto browser = browser_of(first);
  browser.say(BrowserOp::embedded, slot_of(first), true);
  browser.say(BrowserOp::embedded, slot_of(second), true);
  browser.messages();
  browser.say(BrowserOp::embedded, slot_of(first), false);
  browser.settle();
  EXPECT_EQ(*closed, 1);
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
  count.set(2);
  EXPECT_EQ(browser.messages().size(), 1u);
}

TEST_F(EmbeddedTogether, WhatAPageThatWasLoadedAnewDoesNotShowSoonHasGone) {
  const auto registry = std::make_shared<detail::SessionRegistry>(
      detail::RegistryOptions{.embedded_within = std::chrono::milliseconds(20)});
  detail::Embedding embedding(registry);
  const Request request;
  const Visit visit{request, {}};
  const std::string kept = embedding.show(app(), visit);
  const std::string missed = embedding.show(app(), visit);
  const std::string new_one = embedding.show(app(), visit);
  auto browser = browser_of(kept);
  browser.say(BrowserOp::embedded, slot_of(kept), true);
  browser.say(BrowserOp::embedded, slot_of(missed), true);
  browser.settle();
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = browser.sent = 0;
  {
    // Both are there before the time begins.
    const testing::Busy busy(*browser.session);
    browser.open();
    browser.say(BrowserOp::embedded, slot_of(kept), true);
  }
  browser.hear_welcome();
  while (*closed == 0) browser.settle();
  EXPECT_EQ(*closed, 1);
  browser.messages();
  browser.say(BrowserOp::embedded, slot_of(new_one), true);
  browser.say(BrowserOp::embedded, slot_of(missed), true);
  const auto told = browser.messages();
  EXPECT_EQ(told.back(),
            (Value::List{Value(static_cast<int>(ServerOp::gone)), Value(static_cast<int>(slot_of(missed)))}));
  registry->close_all({ByeCode::shutdown, "The test has ended."});
}

TEST_F(EmbeddedTogether, AClosedSessionIsFollowedByAnother) {
  const auto before = session_of(pages.embed(app()));
  before->close();
  EXPECT_NE(session_of(pages.embed(app())), before);
}

TEST_F(EmbeddedTogether, ASessionThatClosesWhileAnAppWaitsForItIsFollowedByAnother) {
  const auto before = session_of(pages.embed(app()));
  std::string html;
  std::latch asks(1);
  testing::Busy busy(*before);
  std::thread embeds([&] {
    asks.count_down();
    html = pages.embed(app());
  });
  asks.wait();
  before->close();  // whether the other has found it yet or not
  busy.release();
  embeds.join();
  ASSERT_NE(session_of(html), nullptr) << html;
  pages.close();
  EXPECT_EQ(*closed, 2);
}

TEST_F(EmbeddedTogether, OfThoseThatNeverGetToAPageOnlyTheNewestAreKept) {
  const std::string kept = pages.embed(app());
  auto browser = browser_of(kept);
  browser.say(BrowserOp::embedded, slot_of(kept), true);
  browser.settle();
  for (int i = 0; i < 300; ++i) static_cast<void>(pages.embed(app()));
  browser.settle();
  EXPECT_EQ(*closed, 300 - 256);
}

TEST_F(EmbeddedTogether, WhatEmbedsAnotherWhenItHasToMakeRoomTakesNoOthersPlace) {
  const App replaced([this](Session& session) {
    session.closed().on([this] { static_cast<void>(pages.embed(app())); }).detach();
    return dom::p(count);
  });
  static_cast<void>(pages.embed(replaced));
  static_cast<void>(pages.embed(app()));
  const std::string third = pages.embed(app());
  for (int i = 0; i < 254; ++i) static_cast<void>(pages.embed(app()));
  auto browser = browser_of(third);
  EXPECT_EQ(*closed, 1) << "the second, for the one that came in place of the first";
  browser.say(BrowserOp::embedded, slot_of(third), true);
  EXPECT_EQ(browser.messages().back().back(), Value(1)) << "it is not gone";
  pages.close();
}

}  // namespace
}  // namespace bonito
