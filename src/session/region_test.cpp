// Regions: content that is replaced, and the sessions it is rendered for.
#include <atomic>
#include <latch>
#include <stdexcept>

#include "bonito/dom/html.hpp"
#include "bonito/dom/keyed_list.hpp"
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

TEST_F(Regions, ThatFailAfterAComponentInThemHasChangedSayNothingOfIt) {
  const auto shown = Observable<int>{0};
  const auto content =
      shown.map([](int n) { return dom::div(Badge{std::to_string(n)}, n > 0 ? dom::tr("text") : Node()); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  browser.messages();
  shown.set(1);
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0][0], Value(static_cast<int>(ServerOp::region)));
  EXPECT_NE(texts_of(messages[0]).find("reference"), std::string::npos);
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

TEST_F(Regions, AListIsRenderedOnceForAllPagesThatShowIt) {
  const ObservableVector<std::string> names{"a", "b", "c"};
  std::atomic<int> rendered = 0;
  const KeyedList list(names, std::identity(), [&](const std::string& name) {
    ++rendered;
    return dom::li(name);
  });
  const App app([=] { return dom::ul(list); });
  Browser one(registry, app), other(registry, app);
  one.connect();
  other.connect();
  EXPECT_EQ(rendered, 3);
  names.push_back("d");
  const auto messages = one.messages();
  EXPECT_EQ(messages.size(), 1u);
  EXPECT_EQ(other.messages(), messages);
  EXPECT_EQ(rendered, 4);
  names.move(3, 0);
  EXPECT_EQ(one.messages(), other.messages());
  EXPECT_EQ(rendered, 4);
}

}  // namespace
}  // namespace bonito
