// Live links, and pages that go for good.
#include "bonito/session/navigation.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "bonito/dom/html.hpp"
#include "session/scripts_fixture.hpp"

namespace bonito {
namespace {

using namespace literals;
using testing::Browser;
using testing::only;
using Navigation = testing::SessionTest;

bool shows(const Browser& browser, std::string_view html) {
  return browser.response.body.find(html) != std::string::npos;
}
std::size_t count(std::string_view text, std::string_view what) {
  std::size_t times = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

// Does a text in it?
bool says(const Value& message, std::string_view what) {
  if (const auto* text = message.text()) return text->find(what) != std::string::npos;
  const auto* list = message.list();
  return list && std::ranges::any_of(*list, [&](const Value& each) { return says(each, what); });
}
void wait_for_the_end(const Browser& browser) {
  while (browser.session->status() != SessionStatus::closed) std::this_thread::yield();
}

TEST_F(Navigation, LiveLinksStayLinksAndBringTheirModuleOnce) {
  Browser browser(registry, App([] {
                    return dom::nav(live_links(), dom::a("href"_a = "/a", "A"),
                                    dom::a("href"_a = "/b", plain_links(), "B"),
                                    dom::a("href"_a = "/c", live_links({.prefetch = false, .transition = true}), "C"));
                  }));
  EXPECT_TRUE(shows(browser, "<nav data-bonito-links=\"live prefetch\"><a href=\"/a\">A</a>")) << browser.response.body;
  EXPECT_TRUE(shows(browser, "<a href=\"/b\" data-bonito-links=\"plain\">B</a>"));
  EXPECT_TRUE(shows(browser, "<a href=\"/c\" data-bonito-links=\"live transition\">C</a>"));
  EXPECT_EQ(count(browser.response.body, "-navigation.js\"></script>"), 1u) << browser.response.body;
}

TEST_F(Navigation, APageWithoutLiveLinksLoadsNothingForThem) {
  Browser browser(registry, App([] { return dom::nav(dom::a("href"_a = "/a", plain_links(), "A")); }));
  EXPECT_FALSE(shows(browser, "navigation.js"));
}

TEST_F(Navigation, LiveLinksThatComeLaterBringTheModule) {
  const Observable<Node> content{dom::p("…")};
  Browser browser(registry, App([=] { return dom::div(content); }));
  browser.connect();
  content.set(dom::nav(live_links(), dom::a("href"_a = "/a", "A")));
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_TRUE(says(Value(messages[0]), "<!--n:module "));
}

TEST_F(Navigation, TheProgramAsksTheModuleToGoThere) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  navigate(*browser.session, "/a?b");
  const auto run = only(ServerOp::run, browser.messages());
  ASSERT_EQ(run.size(), 1u);
  EXPECT_EQ(run[0][3].list()->back(), Value("/a?b"));
}

TEST_F(Navigation, APageThatGoesForGoodEndsItsSessionAtOnceAfterWhatItHadToSay) {
  int clicks = 0;
  Browser browser(registry, App([&] { return dom::button(on_click([&] { ++clicks; })); }));
  browser.connect();
  browser.event(1);
  browser.session->process_message(bye_frame({ByeCode::closed, ""}));
  wait_for_the_end(browser);
  EXPECT_EQ(clicks, 1);
  registry->close_all({});  // until all is freed
  EXPECT_EQ(registry->size(), 0u);
}

TEST_F(Navigation, APageThatHasYetToBeWelcomedMayGoForGood) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  const auto connection = std::make_shared<testing::MemoryConnection>();
  link_of(*browser.session).connect(connection);
  browser.session->process_message(hello_frame({}));
  browser.session->process_message(bye_frame({ByeCode::closed, ""}));
  wait_for_the_end(browser);
}

TEST_F(Navigation, AnyOtherByeOfAPageLeavesItsSessionWaiting) {
  for (const Bytes& bye : {bye_frame({ByeCode::protocol, "…"}), Bytes{static_cast<std::byte>(FrameKind::bye)}}) {
    Browser browser(registry, App([] { return dom::p("…"); }));
    browser.connect();
    browser.session->process_message(bye);
    browser.settle();
    EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  }
}

}  // namespace
}  // namespace bonito
