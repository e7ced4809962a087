// Regions: content that is replaced, and the sessions it is rendered for.
#include <atomic>
#include <latch>
#include <stdexcept>

#include "bonito/dom/html.hpp"
#include "bonito/dom/styles.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::attribute;
using testing::Browser;
using testing::Messages;
using testing::patch;
using testing::set;
using testing::step;
using testing::swap;
using testing::text_inside;
using testing::texts_of;
using namespace literals;
using Regions = testing::SessionTest;

Value::List sheet(int slot, std::string css) {
  return {Value(static_cast<int>(ServerOp::sheet)), Value(slot), Value(std::move(css))};
}
Value::List region(int slot, std::string html) {
  return {Value(static_cast<int>(ServerOp::region)), Value(slot), Value(std::move(html))};
}

struct Badge {
  std::string text;
};
Node to_node(Session&, const Badge& badge) { return dom::b(badge.text); }

TEST_F(Regions, ShowWhatTheirObservableHoldsAndFollowIt) {
  const auto content = Observable<Node>{dom::p("first")};
  Browser browser(registry, App([=] { return dom::main(content); }));
  EXPECT_NE(browser.response.body.find("<main><!--r:1--><p>first</p><!--/r--></main>"), std::string::npos)
      << browser.response.body;
  browser.connect();
  content.set(dom::h2("second"));
  EXPECT_EQ(browser.messages(), (Messages{swap(1, 1, "<h2>second</h2>")}));
}

TEST_F(Regions, MayHoldAnythingThatCanBeAChild) {
  const auto names = Observable<std::vector<std::string>>({"a", "b"});
  const auto badge = Observable<std::optional<Badge>>{std::nullopt};
  Browser browser(registry, App([=] { return dom::p(names, badge); }));
  EXPECT_NE(browser.response.body.find("<p><!--r:1-->ab<!--/r--><!--r:3--><!--/r--></p>"), std::string::npos)
      << browser.response.body;
  browser.connect();
  badge.set(Badge{"new"});
  EXPECT_EQ(browser.messages(), (Messages{swap(3, 0, "<!--r:5--><b>new</b><!--/r-->")})) << "a place of its own";
}

TEST_F(Regions, AreLiveInside) {
  const auto count = Observable<int>{1};
  const auto content = Observable<Node>{Node()};
  std::atomic<int> clicks = 0;
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(dom::p(count, dom::button(on_click([&] { ++clicks; }))));
  EXPECT_EQ(browser.messages(), (Messages{swap(1, 0, "<p><!--b:3-->1<button data-b=\"e4,click\"></button></p>")}));
  count.set(2);
  EXPECT_EQ(browser.messages(), (Messages{set(3, 2)}));
  browser.event(4);
  browser.settle();
  EXPECT_EQ(clicks, 1);
}

TEST_F(Regions, WhatIsSetAfterASwapIsToldAfterIt) {
  const auto count = Observable<int>{1};
  const auto content = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(count, content); }));
  browser.connect();
  browser.session->post([=] {  // as one change
    count.set(2);
    content.set(dom::p("new"));
    count.set(3);
  });
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0], set(1, 3));
  EXPECT_EQ(messages[1], swap(2, 0, "<p>new</p>"));
}

// Renders with the session it is given.
struct Clock {
  Observable<int> ticks{0};
  std::shared_ptr<std::atomic<int>> heard = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> ended = std::make_shared<std::atomic<int>>(0);
};
Node to_node(Session& session, const Clock& clock) {
  clock.ticks.on(session, [heard = clock.heard] { ++*heard; });
  session.closed().on([ended = clock.ended] { ++*ended; }).detach();
  return dom::p(clock.ticks);
}

TEST_F(Regions, GiveEachContentASessionOfItsOwnThatEndsWhenTheContentIsReplaced) {
  const Clock clock;
  const auto content = Observable<std::optional<Clock>>{clock};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  clock.ticks.set(1);
  browser.settle();
  EXPECT_EQ(*clock.heard, 1);
  content.set(std::nullopt);
  browser.messages();
  clock.ticks.set(2);
  EXPECT_EQ(browser.messages(), Messages{}) << "the slot is gone";
  EXPECT_EQ(*clock.heard, 1);
  EXPECT_EQ(*clock.ended, 1);
}

TEST_F(Regions, AnObservableThatSeveralOfThemShowReachesThoseThatAreLeft) {
  const auto count = Observable<int>{0};
  const auto first = Observable<Node>{dom::p(count)};
  const auto second = Observable<Node>{dom::p(count)};
  Browser browser(registry, App([=] { return dom::main(first, second, count); }));
  browser.connect();
  first.set(dom::p("gone"));
  browser.messages();
  count.set(1);
  EXPECT_EQ(browser.messages(), (Messages{set(6, 1), set(7, 1)}));
}

TEST_F(Regions, AComponentInOneIsMadeAgainForASessionOfItsOwnAndItsElementStays) {
  const Clock first, second;
  const auto shown = Observable<bool>{false};
  const auto content = shown.map([=](bool other) { return dom::div("beside", other ? second : first); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  first.ticks.set(1);
  browser.messages();
  EXPECT_EQ(*first.heard, 1);
  shown.set(true);
  const auto messages = browser.messages();
  EXPECT_EQ(*first.ended, 1);
  EXPECT_EQ(messages, (Messages{patch(3, {step(PatchChange::end), step(PatchStep::leave, 1)}), set(6, 0)}));
  second.ticks.set(5);
  EXPECT_EQ(browser.messages(), (Messages{set(6, 5)}));
  EXPECT_EQ(*second.heard, 1);
}

// Compared by its value.
struct Quiet {
  int value;
  std::shared_ptr<std::atomic<int>> made, ended;
  friend bool operator==(const Quiet& one, const Quiet& other) { return one.value == other.value; }
};
Node to_node(Session& session, const Quiet& quiet) {
  ++*quiet.made;
  session.closed().on([ended = quiet.ended] { ++*ended; }).detach();
  return dom::p(quiet.value);
}

TEST_F(Regions, AComponentThatIsEqualStaysWithItsSession) {
  const auto made = std::make_shared<std::atomic<int>>(0), ended = std::make_shared<std::atomic<int>>(0);
  const auto text = Observable<std::string>("a");
  const auto value = Observable<Quiet>{Quiet{7, made, ended}};
  const auto content = text.map([=](const std::string& beside) { return dom::div(beside, Quiet{1, made, ended}); });
  Browser browser(registry, App([=] { return dom::main(content, value); }));
  browser.connect();
  text.set("b");
  value.set(Quiet{7, made, ended});
  EXPECT_EQ(browser.messages().size(), 1u);
  EXPECT_EQ(*made, 2);
  EXPECT_EQ(*ended, 0);
  value.set(Quiet{8, made, ended});
  EXPECT_EQ(browser.messages().size(), 1u);
  EXPECT_EQ(*made, 3);
  EXPECT_EQ(*ended, 1);
  text.set("c");
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_EQ(*ended, 3);
}

TEST_F(Regions, ThatAreTornAreSentWholeWithTheSlotsTheyHave) {
  const auto count = Observable<int>{1};
  const auto inner = Observable<Node>{dom::i("style"_a = Styles{{"color", "red"}})};
  const auto text = Observable<std::string>("a");
  const auto content = text.map([=](const std::string& beside) { return dom::div(beside, dom::b(count), inner); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  inner.set(dom::u("style"_a = Styles{{"color", "blue"}}));
  browser.messages();
  for (int times = 1; times < 5; ++times) {
    text.set(std::to_string(times));
    const auto patched = browser.messages();
    ASSERT_EQ(patched.size(), times > 3 ? 2u : 1u);
    EXPECT_EQ(patched[0][0] == Value(static_cast<int>(ServerOp::region)), times > 3) << "then it is in vain";
    browser.say(BrowserOp::torn, 1, Value());
    const auto messages = browser.messages();
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0], region(1, "<div>" + std::to_string(times) +
                                         "<b><!--b:3-->1</b><!--r:4--><u class=\"b2\"></u><!--/r--></div>"));
    EXPECT_EQ(messages[1], sheet(4, ".b2{color:blue}")) << "which went with the region around";
  }
  browser.say(BrowserOp::torn, 3, Value());
  browser.say(BrowserOp::torn, 999, Value());
  EXPECT_EQ(browser.messages(), Messages{}) << "no regions";
}

TEST_F(Regions, AScriptThatListensForOneIsRunAgainWhenItComesWhole) {
  const auto value = Observable<int>{1};
  const auto text = Observable<std::string>("a");
  const auto content = text.map([=](const std::string& beside) {
    return dom::div(beside, dom::button(on_click(js("() => clicked($0)", value))));
  });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  const auto runs = [&] {
    const auto messages = browser.messages();
    return std::ranges::count(messages, Value(static_cast<int>(ServerOp::run)), [](const auto& all) { return all[0]; });
  };
  EXPECT_EQ(runs(), 1);
  browser.say(BrowserOp::torn, 1, Value());
  EXPECT_EQ(runs(), 1);
}

struct Mirrored {
  Observable<int> value;
};
Node to_node(Session& session, const Mirrored& mirrored) {
  session.mirror("value", mirrored.value);
  return dom::p("…");
}

TEST_F(Regions, AMirrorThatOneOfThemMadeIsNotEchoedToItsPage) {
  const auto value = Observable<int>{0};
  const auto content = Observable<Mirrored>{Mirrored{value}};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  ASSERT_EQ(browser.messages().size(), 1u);
  browser.notify(4, 5);
  EXPECT_EQ(browser.messages(), Messages{});
  EXPECT_EQ(value.get(), 5);
}

TEST_F(Regions, EndWithThePage) {
  const Clock clock;
  const auto content = Observable<std::optional<Clock>>{clock};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_EQ(*clock.ended, 1);
  clock.ticks.set(1);
  EXPECT_EQ(*clock.heard, 0);
}

TEST_F(Regions, MayStandInsideEachOther) {
  const auto inner = Observable<Node>{dom::i("one")};
  const auto outer = Observable<Node>{dom::p(inner)};
  Browser browser(registry, App([=] { return dom::main(outer); }));
  EXPECT_NE(browser.response.body.find("<!--r:1--><p><!--r:3--><i>one</i><!--/r--></p><!--/r-->"), std::string::npos)
      << browser.response.body;
  browser.connect();
  inner.set(dom::i("two"));
  EXPECT_EQ(browser.messages(), (Messages{text_inside(3, "two")}));
  outer.set(dom::h2(inner));
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  inner.set(dom::i("three"));
  EXPECT_EQ(browser.messages().size(), 1u) << "only the one that is shown follows";
}

struct Failing {};
Node to_node(Session&, const Failing&) { throw std::runtime_error("no such pump"); }

TEST_F(Regions, ThatFailShowItInTheirPlaceAndTheRestOfThePageLives) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.development = true});
  const auto content = Observable<std::optional<Failing>>{std::nullopt};
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::main(content, count); }));
  browser.connect();
  content.set(Failing{});
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(texts_of(messages[0]).find("no such pump"), std::string::npos);
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->message, "no such pump");
  count.set(1);
  EXPECT_EQ(browser.messages().size(), 1u);
  content.set(std::nullopt);
  EXPECT_EQ(browser.messages().size(), 1u);
}

TEST_F(Regions, ThatFailWhenThePageIsRenderedLeaveThePageStanding) {
  const auto content = Observable<std::optional<Failing>>{Failing{}};
  Browser browser(registry, App([=] { return dom::main(content, dom::p("here")); }));
  EXPECT_EQ(browser.response.status, 200);
  EXPECT_NE(browser.response.body.find("reference"), std::string::npos);
  EXPECT_NE(browser.response.body.find("<p>here</p>"), std::string::npos);
}

TEST_F(Regions, BringTheirStylesOnce) {
  const auto card = Styles{{"color", "red"}};
  const auto content = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(dom::p("style"_a = card));
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0], sheet(1, ".b1{color:red}"));
  EXPECT_EQ(messages[1], swap(1, 0, "<p class=\"b1\"></p>"));
  content.set(dom::h2("style"_a = card));
  EXPECT_EQ(browser.messages(), (Messages{swap(1, 1, "<h2 class=\"b1\"></h2>")}));
}

// Sets the region anew when it goes.
struct Parting {
  std::string text;
  std::function<void()> goes = {};
};
Node to_node(Session& session, const Parting& parting) {
  if (parting.goes) session.closed().on(parting.goes).detach();
  return dom::p(parting.text);
}

TEST_F(Regions, ThatChangeWhileTheyAreRenderedAreSentOnce) {
  const auto content = Observable<Parting>{Parting{"first"}};
  content.set({"first", [content] { content.set({"third"}); }});
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set({"second"});
  EXPECT_EQ(browser.messages(),
            (Messages{patch(1, {step(PatchChange::end), step(PatchStep::enter), step(PatchChange::text), Value("third"),
                                step(PatchStep::leave, 1), step(PatchStep::leave)})}));
}

TEST_F(Regions, TakeTheStylesWithThemThatTheirNextContentHasNot) {
  const auto content = Observable<Node>{dom::p("style"_a = Styles{{"color", "red"}})};
  Browser browser(registry, App([=] { return dom::main(content, dom::p("style"_a = Styles{{"margin", "0"}})); }));
  browser.connect();
  const auto show = [&](Styles styles) {
    content.set(dom::p("style"_a = styles));
    return browser.messages();
  };
  EXPECT_EQ(show({{"color", "blue"}}), (Messages{sheet(1, ".b3{color:blue}"), attribute(1, "class", "b3")}));
  EXPECT_EQ(show({{"color", "green"}}), (Messages{sheet(1, ".b4{color:green}"), attribute(1, "class", "b4")}));
  EXPECT_EQ(show({{"margin", "0"}}), (Messages{sheet(1, ""), attribute(1, "class", "b2")})) << "the page's own";
  EXPECT_EQ(show({{"margin", "0"}}), Messages{}) << "nothing differs";
}

TEST_F(Regions, ThatStandInOthersBeginWithTheRulesAroundThem) {
  const auto inner = Observable<Node>{Node()};
  const auto outer = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(outer); }));
  browser.connect();
  inner.set(dom::b("style"_a = Styles{{"color", "red"}}));
  outer.set(dom::p("style"_a = Styles{{"margin", "0"}}, inner));
  EXPECT_EQ(browser.messages()[0], sheet(1, ".b1{margin:0}.b2{color:red}"));
  inner.set(dom::i("style"_a = Styles{{"color", "red"}}));
  EXPECT_EQ(browser.messages().size(), 1u) << "the rule is there";
  inner.set(dom::i("style"_a = Styles{{"color", "blue"}}));
  EXPECT_EQ(browser.messages().size(), 2u);
}

TEST_F(Regions, BringTheirStylesAgainToAPageThatNeverReceivedThem) {
  const auto content = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(dom::p("style"_a = Styles{{"color", "red"}}));
  ASSERT_EQ(browser.messages().size(), 2u);
  browser.instance = std::byte{2};
  for (int i = 0; i < 2; ++i) {
    browser.session->soft_close();
    browser.received = 0;
    browser.connect();  // and what comes then is lost, the first time
  }
  EXPECT_EQ(browser.messages(), (Messages{sheet(1, ".b1{color:red}"), region(1, "<p class=\"b1\"></p>")}));
}

TEST_F(Regions, OfARestoredTabComeWithTheSameSlotsAndNothingOfTheProgramRunsForIt) {
  const auto value = Observable<int>{1};
  const auto content = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(dom::p("style"_a = Styles{{"color", "red"}}, value));
  ASSERT_EQ(browser.messages(), (Messages{sheet(1, ".b1{color:red}"), swap(1, 0, "<p class=\"b1\"><!--b:3-->1</p>")}));
  value.set(5);
  browser.messages();
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = 0;
  browser.connect();
  EXPECT_EQ(browser.messages(),
            (Messages{sheet(1, ".b1{color:red}"), region(1, "<p class=\"b1\"><!--b:3-->5</p>"), set(3, 5)}));
}

TEST_F(Regions, OfARestoredTabAreEmptiedIfTheyHaveBecomeEmpty) {
  const auto content = Observable<Node>{dom::p("first")};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(Node());
  EXPECT_EQ(browser.messages(), (Messages{swap(1, 1, "")}));
  browser.session->soft_close();
  browser.instance = std::byte{2};  // it shows the first content
  browser.received = 0;
  browser.connect();
  EXPECT_EQ(browser.messages(), (Messages{region(1, "")}));
}

TEST_F(Regions, ThatThePageShowsAlreadyAreNotSentAgainWithASnapshot) {
  const auto line = Observable<int>{0};
  const auto content = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(content, line.deliver(Delivery::every)); }));
  browser.connect();
  content.set(dom::p("shown"));
  browser.messages();
  browser.session->soft_close();
  for (int i = 0; i <= 1'000'000; ++i) line.set(i);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0][2], Value(1'000'000));
}

TEST_F(Regions, ALoadingPageIsShownWhileTheHandlerRunsAndThenTheContent) {
  std::latch go_on(1);
  Browser browser(registry, App(
                                [&] {
                                  go_on.wait();
                                  return dom::h1("Ready");
                                },
                                {.loading_page = dom::p("Loading…")}));
  EXPECT_NE(browser.response.body.find("<p>Loading…</p>"), std::string::npos);
  EXPECT_EQ(browser.response.body.find("Ready"), std::string::npos);
  go_on.count_down();
  browser.settle();
  browser.connect();
  EXPECT_EQ(browser.messages(), (Messages{swap(1, 1, "<h1>Ready</h1>")}));
}

TEST_F(Regions, ALoadingPageMayBeText) {
  Browser browser(registry, App([] { return dom::h1("Ready"); }, {.loading_page = "Loading…"}));
  EXPECT_NE(browser.response.body.find("<!--r:1-->Loading…<!--/r-->"), std::string::npos) << browser.response.body;
}

TEST_F(Regions, AHandlerThatFailsBehindALoadingPageIsToldInItsPlace) {
  Browser browser(registry,
                  App([]() -> Node { throw std::runtime_error("no disk"); }, {.loading_page = dom::p("Loading…")}));
  EXPECT_EQ(browser.response.status, 200);
  browser.connect();
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(texts_of(messages[0]).find("reference"), std::string::npos);
  EXPECT_EQ(browser.session->error()->message, "no disk");
}

}  // namespace
}  // namespace bonito
