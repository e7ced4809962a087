// JavaScript from C++: the scripts that a page runs.
#include <atomic>
#include <string>
#include <vector>

#include "bonito/dom/html.hpp"
#include "session/scripts_fixture.hpp"

namespace bonito {
namespace {

using namespace literals;
using detail::Builtin;
using detail::first_template;
using testing::Browser;
using testing::Messages;
using testing::only;
using testing::op;
using testing::set;
using Scripts = testing::SessionTest;

constexpr int load = static_cast<int>(Builtin::load);

Value handle(Handle kind, std::vector<int> content) {
  Bytes data{static_cast<std::byte>(kind)};
  for (const int byte : content) data.push_back(static_cast<std::byte>(byte));
  return Extension{handle_extension, std::move(data)};
}
Value::List run(int scope, int function, Value::List arguments = {}) {
  return {op(ServerOp::run), Value(scope), Value(function), Value(std::move(arguments))};
}

// What the page is served at the URL of its n-th module of scripts.
std::string module_of(const Browser& browser, const Messages& messages, std::size_t n = 0) {
  const std::string url = *only(ServerOp::module, messages).at(n)[2].text();
  const auto found =
      detail::SessionCore::of(*browser.session).tab().registry()->assets().find(url.substr(8), [](auto) { return ""; });
  return found ? testing::text_of(found->asset.content()) : "";
}

App empty() {
  return App([] { return dom::p("…"); });
}

TEST_F(Scripts, RunInTheOrderOfTheirEvalsWithTheirArguments) {
  Browser browser(registry, empty());
  browser.connect();
  browser.session->eval(js("f($0, $1)", 1, "two"));
  browser.session->eval(js("g()"));
  browser.session->eval(js("f($0, $1)", 3, "four"));
  const auto all = browser.messages();
  EXPECT_EQ(only(ServerOp::run, all),
            (Messages{run(0, 8, {Value(1), Value("two")}), run(0, 9), run(0, 8, {Value(3), Value("four")})}));
}

TEST_F(Scripts, AreFunctionsOfOneModuleThatIsNamedByItsContent) {
  Browser browser(registry, App([](Session& session) {
                    session.eval(js("first($0)", 1));
                    session.eval(js("second()"));
                    return dom::p("…");
                  }));
  browser.connect();
  const auto all = browser.messages();
  ASSERT_EQ(only(ServerOp::module, all).size(), 1u);
  const std::string& url = *only(ServerOp::module, all)[0][2].text();
  EXPECT_NE(browser.response.body.find("<link rel=\"modulepreload\" href=\"" + url + "\">"), std::string::npos);
  const std::string module = module_of(browser, all);
  EXPECT_NE(module.find("async (Bonito, $0) => {\nfirst($0)\n}"), std::string::npos) << module;
  EXPECT_NE(module.find("async (Bonito) => {\nsecond()\n}"), std::string::npos) << module;
  EXPECT_NE(module.find("scripts_test.cpp:"), std::string::npos) << "the place where it was written";
}

TEST_F(Scripts, AreServedTheSameModuleInEveryPageOfAnApp) {
  const App app([](Session& session) {
    session.eval(js("f($0)", std::string(session.id())));
    return dom::p("…");
  });
  Browser one(registry, app);
  Browser other(registry, app);
  one.connect();
  other.connect();
  EXPECT_EQ(only(ServerOp::module, one.messages()), only(ServerOp::module, other.messages()));
}

TEST_F(Scripts, ThatAreKnownCostFewBytes) {
  Browser browser(registry, empty());
  browser.connect();
  const auto ask = [&] { browser.session->eval(js("f($0, $1)", 1, 2)); };
  ask();
  browser.messages();
  ask();
  browser.settle();
  EXPECT_LE(browser.connection->next().size(), 24u);
}

TEST_F(Scripts, SeeWhatWasSetBefore) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(count); }));
  browser.connect();
  browser.session->post([=, session = browser.session.get()] {
    count.set(1);
    session->eval(js("f()"));
  });
  const auto all = browser.messages();
  EXPECT_EQ(all.front(), set(1, 1));
  EXPECT_EQ(all.back(), run(0, 8));
}

TEST_F(Scripts, OfARegionRunForItAndOnlyWhileItIsThere) {
  const auto content = Observable<int>{0};
  Browser browser(registry,
                  App([=] { return dom::main(content.map([](int n) { return dom::p(n, js("f($0)", n)); })); }));
  browser.connect();
  EXPECT_EQ(only(ServerOp::run, browser.messages()), Messages{run(4, 8, {Value(0)})}) << "in a place of its own";
  {
    testing::Busy busy(*browser.session);
    browser.session->post([=] { content.set(1); });
    browser.session->post([=, session = browser.session.get()] { session->eval(js("g()")); });
  }
  const auto all = browser.messages();
  ASSERT_GE(all.size(), 3u);
  EXPECT_EQ(all[0][0], op(ServerOp::patch));
  EXPECT_EQ(only(ServerOp::run, all), (Messages{run(5, 8, {Value(1)}), run(0, 9)})) << "as they were asked for";
}

TEST_F(Scripts, NameElementsThatTheProgramHolds) {
  const Node input = dom::input();
  Browser browser(registry, App([=](Session& session) {
                    session.on_load(input, js("element => element.focus()"));
                    return dom::div(dom::p("…"), input);
                  }));
  EXPECT_NE(browser.response.body.find("<input data-b=\"n3\">"), std::string::npos) << browser.response.body;
  browser.connect();
  browser.session->eval(js("$0.blur()", input));
  EXPECT_EQ(only(ServerOp::run, browser.messages()),
            (Messages{run(0, load, {handle(Handle::script, {8, 0x90}), handle(Handle::element, {3})}),
                      run(0, 9, {handle(Handle::element, {3})})}));
}

TEST_F(Scripts, ThatNameAnElementWhichIsNotThereFailWithASentence) {
  const Node nowhere = dom::input();
  Browser browser(registry, empty());
  browser.connect();
  browser.session->eval(js("$0.blur()", nowhere));
  EXPECT_EQ(only(ServerOp::run, browser.messages()), Messages{});
  ASSERT_TRUE(browser.session->error());
  EXPECT_NE(browser.session->error()->message.find("not on the page"), std::string::npos);
}

TEST_F(Scripts, KnowObservablesFromTheirArguments) {
  const auto count = Observable<int>{7};
  Browser browser(registry, App([=](Session& session) {
                    session.on_js(count, js("value => f(value)"));
                    return dom::p("…");
                  }));
  browser.connect();
  const auto all = browser.messages();
  const auto mirrors = only(ServerOp::mirror, all);
  ASSERT_EQ(mirrors.size(), 1u);
  EXPECT_EQ(mirrors[0][2], Value());
  EXPECT_EQ(mirrors[0][3], Value(7));
  const auto slot = static_cast<std::uint32_t>(*mirrors[0][1].integer());
  browser.notify(slot, Value(8));
  browser.settle();
  EXPECT_EQ(count.get(), 8);
  count.set(9);
  EXPECT_EQ(browser.messages(), Messages{set(static_cast<int>(slot), 9)});
}

TEST_F(Scripts, AreHeardEventsOfWithoutTheProgram) {
  Browser browser(registry, App([] { return dom::button("b", on_click(js("event => f(event)"))); }));
  EXPECT_NE(browser.response.body.find("<button data-b=\"n1\">"), std::string::npos) << browser.response.body;
  browser.connect();
  const auto runs = only(ServerOp::run, browser.messages());
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0][2], Value(static_cast<int>(Builtin::hear)));
  EXPECT_EQ((*runs[0][3].list())[1], Value("click"));
}

TEST_F(Scripts, ThatWereSentAndNotReceivedAreSentAgain) {
  Browser browser(registry, empty());
  browser.connect();
  browser.session->eval(js("f($0)", 1));
  browser.settle();
  browser.session->soft_close();  // the page has seen none of it
  browser.session->eval(js("f($0)", 2));
  browser.connect();
  EXPECT_EQ(only(ServerOp::run, browser.messages()), (Messages{run(0, 8, {Value(1)}), run(0, 8, {Value(2)})}));
}

TEST_F(Scripts, InAPageThatComesAnewListenersAreThereAgainAndWhatRanDoesNotRunAgain) {
  const auto count = Observable<int>{7};
  Browser browser(registry, App([=](Session& session) {
                    session.on_js(count, js("value => f(value)"));
                    session.eval(js("once($0)", 1));
                    return dom::p("…");
                  }));
  browser.connect();
  EXPECT_EQ(only(ServerOp::run, browser.messages()).size(), 2u);
  browser.session->soft_close();
  browser.session->eval(js("once($0)", 2));
  browser.instance = std::byte{2};  // the page was restored from a cache
  browser.received = 0;
  browser.sent = 0;
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  const auto all = browser.messages();
  EXPECT_EQ(only(ServerOp::module, all).size(), 1u);
  EXPECT_EQ(only(ServerOp::mirror, all).size(), 1u);
  const auto runs = only(ServerOp::run, all);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0][2], Value(static_cast<int>(Builtin::listen)));
  EXPECT_EQ(runs[1], run(0, 9, {Value(2)}));
}

TEST_F(Scripts, WaitForABrowserUpToABound) {
  Browser browser(registry, empty());
  const std::string large(1u << 20, 'x');
  std::atomic<bool> refused = false;
  browser.session->post([&] {
    try {
      for (int i = 0; i < 20; ++i) browser.session->eval(js("f($0)", large));
    } catch (const Failure& failure) {
      refused = failure.error().code == Errc::lagging;
    }
  });
  browser.settle();
  EXPECT_TRUE(refused);
  browser.connect();
  EXPECT_EQ(only(ServerOp::run, browser.messages()).size(), 7u) << "those that were taken";
}

TEST_F(Scripts, OfManySourcesAreTooManyAtSomeTime) {
  Browser browser(registry, empty());
  std::atomic<bool> refused = false;
  browser.session->post([&] {
    try {
      for (std::size_t i = 0; i <= detail::most_templates; ++i) {
        browser.session->eval(js_unchecked("f(" + std::to_string(i) + ")"));
      }
    } catch (const Failure& failure) {
      refused = failure.error().code == Errc::too_large;
    }
  });
  browser.settle();
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace bonito
