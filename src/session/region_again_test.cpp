// Regions of pages that have lost what was sent, or that somebody else has changed.

#include "bonito/dom/html.hpp"
#include "bonito/dom/styles.hpp"
#include "bonito/reactive/combine.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::set;
using testing::swap;
using namespace literals;
using RegionsAgain = testing::SessionTest;

Value::List sheet(int slot, std::string css) {
  return {Value(static_cast<int>(ServerOp::sheet)), Value(slot), Value(std::move(css))};
}
Value::List region(int slot, std::string html) {
  return {Value(static_cast<int>(ServerOp::region)), Value(slot), Value(std::move(html))};
}

TEST_F(RegionsAgain, ThatAreTornAreSentWholeWithTheSlotsTheyHave) {
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

TEST_F(RegionsAgain, AScriptThatListensForOneIsRunAgainWhenItComesWhole) {
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

TEST_F(RegionsAgain, BringTheirStylesAgainToAPageThatNeverReceivedThem) {
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

TEST_F(RegionsAgain, OfARestoredTabComeWithTheSameSlotsAndNothingOfTheProgramRunsForIt) {
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

TEST_F(RegionsAgain, OfARestoredTabBringTheirStylesThoughTheNextContentHasTheSame) {
  const auto text = Observable<std::string>("a");
  const auto is_styled = Observable<bool>{false};
  const auto content = combine(text, is_styled).map([](const std::string& said, bool styled) {
    return styled ? dom::p("style"_a = Styles{{"color", "red"}}, said) : dom::p(said);
  });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  is_styled.set(true);
  browser.messages();
  browser.session->soft_close();
  text.set("b");
  browser.instance = std::byte{2};
  browser.received = 0;
  browser.connect();
  EXPECT_EQ(browser.messages(), (Messages{sheet(1, ".b1{color:red}"), region(1, "<p class=\"b1\">b</p>")}));
}

TEST_F(RegionsAgain, OfARestoredTabBringRulesOfThePageThatCameWithoutAnyContent) {
  const auto is_dark = Observable<bool>{false};
  const auto look = is_dark.map([](bool dark) {
    return dom::fragment(Styles().rule("p", {{"color", dark ? "white" : "black"}}));
  });
  Browser browser(registry, App([=] { return dom::main(look); }));
  browser.connect();
  is_dark.set(true);
  const auto rules = browser.messages();
  ASSERT_EQ(rules.size(), 1u);
  EXPECT_EQ(rules[0][0], Value(static_cast<int>(ServerOp::sheet)));
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = 0;
  browser.connect();
  EXPECT_EQ(browser.messages(), rules);
}

TEST_F(RegionsAgain, OfARestoredTabAreEmptiedIfTheyHaveBecomeEmpty) {
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

TEST_F(RegionsAgain, ThatThePageShowsAlreadyAreNotSentAgainWithASnapshot) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = {.outgoing_bytes = 64 << 10}});
  const auto line = Observable<int>{0};
  const auto content = Observable<Node>{Node()};
  Browser browser(registry, App([=] { return dom::main(content, line.deliver(Delivery::every)); }));
  browser.connect();
  content.set(dom::p("shown"));
  browser.messages();
  browser.session->soft_close();
  for (int i = 0; i <= 10'000; ++i) line.set(i);
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0][2], Value(10'000));
}

TEST_F(RegionsAgain, AScriptAmongTheChildrenEndsWithItsPlaceAndOnlyTheNewestIsRunAgain) {
  const auto number = Observable<int>{0};
  const auto content = number.map(
      [](int n) { return dom::div(dom::p("key"_a = n, on_click(js("() => pressed($0)", n))), js("shown($0)", n)); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  const auto runs = [&] {
    Messages all = browser.messages();
    std::erase_if(all, [](const auto& each) { return each[0] != Value(static_cast<int>(ServerOp::run)); });
    return all;
  };
  EXPECT_EQ(runs().size(), 2u);
  for (int n = 1; n < 10; ++n) {
    number.set(n);
    browser.settle();
  }
  const auto before = runs();
  ASSERT_GE(before.size(), 2u);
  EXPECT_NE(before.back()[1], Value(1)) << "a place of its own";
  browser.say(BrowserOp::torn, 1, Value());
  EXPECT_EQ(runs().size(), 2u);
}

}  // namespace
}  // namespace bonito
