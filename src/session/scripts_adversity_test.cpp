// Scripts when things go wrong: what the program throws, browsers that want to harm, pages that come and go.
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/session/task.hpp"
#include "session/scripts_fixture.hpp"

namespace bonito {

// Its encoding may throw.
struct Fragile {
  bool breaks = false;
};
Value to_value(const Fragile& fragile) {
  if (fragile.breaks) throw std::runtime_error("it broke");
  return Value("whole");
}

// What a region shows; it does something with its session.
struct Asking {
  int number = 0;
  std::function<void(Session&)> ask;
};
Node to_node(Session& session, const Asking& asking) {
  if (asking.ask) asking.ask(session);
  return dom::p(asking.number);
}

namespace {

using namespace std::chrono_literals;
using detail::Builtin;
using testing::Browser;
using testing::Messages;
using testing::only;
using testing::op;
using ScriptsInAdversity = testing::SessionTest;

App empty() {
  return App([] { return dom::p("…"); });
}
// All that waited has been answered.
void end(Browser& browser) {
  const auto strand = detail::SessionCore::of(*browser.session).tab().strand();
  browser.session->close();
  strand->wait();
}
void come_anew(Browser& browser) {
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = 0;
  browser.sent = 0;
  browser.connect();
}

// ── what the program throws ──

TEST_F(ScriptsInAdversity, WhatThrowsWhenItHearsAnAnswerIsTheSessionsFailureAndNothingElseEnds) {
  Browser browser(registry, empty());
  browser.connect();
  browser.session->eval_value(js("f()"), [](const Result<Value>&) { throw std::runtime_error("thrown"); });
  browser.messages();
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value(3)});
  browser.settle();
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->message, "thrown");
  browser.say(BrowserOp::event, 1, Value::List{});
  browser.settle();
  EXPECT_TRUE(browser.connection->is_open());
  browser.session->eval(js("g()"));
  EXPECT_EQ(only(ServerOp::run, browser.messages()).size(), 1u);
}

TEST_F(ScriptsInAdversity, WhatThrowsWhenItHearsOfAFailureIsTheSessionsFailureAndNothingElseEnds) {
  Browser browser(registry, App([](Session& session) {
                    session.browser_error().on(
                        session, [](const std::optional<BrowserError>&) { throw std::runtime_error("thrown"); });
                    return dom::p("…");
                  }));
  browser.connect();
  browser.messages();
  browser.say(BrowserOp::failed, 0, Value::List{Value(0), Value("Error: no"), Value("")});
  browser.say(BrowserOp::event, 1, Value::List{});
  browser.settle();
  EXPECT_TRUE(browser.connection->is_open());
  browser.session->eval(js("g()"));
  EXPECT_EQ(only(ServerOp::run, browser.messages()).size(), 1u);
}

TEST_F(ScriptsInAdversity, OneThatThrowsAtTheEndOfARegionKeepsNoOtherFromItsEnd) {
  std::vector<Errc> heard;
  const auto content = Observable<Asking>{
      {0, [&heard](Session& child) {
         child.eval_value(js("f()"), [](const Result<Value>&) { throw std::runtime_error("thrown"); });
         child.eval_value(js("f()"), [&heard](const Result<Value>& result) { heard.push_back(result.error().code); });
       }}};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  browser.messages();
  content.set({1, {}});
  browser.messages();
  EXPECT_EQ(heard, std::vector{Errc::closed});
  end(browser);
}

TEST_F(ScriptsInAdversity, AQuestionThatCannotBeAskedIsAnsweredSoOnceAndNothingIsThrown) {
  Browser browser(registry, empty());
  std::vector<Errc> heard;
  int throws = 0;
  browser.session->post([&] {
    const std::string large(7u << 20, 'x');
    for (int i = 0; i < 2; ++i) {
      try {
        browser.session->eval_value(js("f($0)", large),
                                    [&](const Result<Value>& result) { heard.push_back(result.error().code); });
      } catch (const Failure&) {
        ++throws;
      }
    }
  });
  browser.settle();
  EXPECT_EQ(throws, 0);
  EXPECT_EQ(heard, std::vector{Errc::lagging});
  end(browser);
}

TEST_F(ScriptsInAdversity, ACoroutineWhoseQuestionCannotBeAskedGoesOnOnce) {
  Browser browser(registry, empty());
  std::vector<Errc> heard;
  const auto ask = [&](const std::string& large) -> Task {
    const auto answer = co_await browser.session->eval_value(js("f($0)", large));
    heard.push_back(answer.error().code);
  };
  const std::string large(7u << 20, 'x');
  browser.session->post([&] {
    ask(large);
    ask(large);
  });
  browser.settle();
  EXPECT_EQ(heard, std::vector{Errc::lagging});
  end(browser);
  EXPECT_FALSE(browser.session->error()) << browser.session->error()->message;
}

TEST_F(ScriptsInAdversity, AValueThatCannotBeEncodedTakesNoModuleWithIt) {
  const auto fragile = Observable<Fragile>{Fragile{true}};
  Browser browser(registry, empty());
  browser.connect();
  browser.session->eval(js("f($0)", fragile));
  const auto first = browser.messages();
  EXPECT_EQ(only(ServerOp::run, first), Messages{});
  fragile.set(Fragile{});
  browser.session->eval(js("f($0)", fragile));
  auto all = browser.messages();
  EXPECT_EQ(only(ServerOp::run, all).size(), 1u);
  EXPECT_EQ(only(ServerOp::mirror, all).size(), 1u);
  all.insert(all.begin(), first.begin(), first.end());
  EXPECT_EQ(only(ServerOp::module, all).size(), 1u);
}

TEST_F(ScriptsInAdversity, AQuestionThatNobodyWaitsForAnyMoreIsNotAsked) {
  Browser browser(registry, empty());
  std::promise<void> told;
  browser.session->eval_value(
      js("f()"), [&](const Result<Value>&) { told.set_value(); }, 1ms);
  told.get_future().wait();
  browser.connect();
  EXPECT_EQ(only(ServerOp::ask, browser.messages()), Messages{});
}

TEST_F(ScriptsInAdversity, AQuestionMayWaitForEver) {
  Browser browser(registry, empty());
  browser.connect();
  std::vector<bool> heard;
  browser.session->eval_value(
      js("f()"), [&](const Result<Value>& answer) { heard.push_back(static_cast<bool>(answer)); },
      std::chrono::milliseconds::max());
  EXPECT_EQ(only(ServerOp::ask, browser.messages()).size(), 1u);
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value(3)});
  browser.settle();
  EXPECT_EQ(heard, std::vector{true});
}

// ── what the browser wants ──

TEST_F(ScriptsInAdversity, AnswersThatNobodyTakesAreBoundedAlsoWhenTheyAreErrors) {
  Browser browser(registry, empty());
  browser.connect();
  browser.settle();
  browser.connection->congested = true;
  const std::string name(1u << 20, 'x');
  for (std::uint32_t i = 1; i <= 20; ++i) {
    browser.say(BrowserOp::call, i, Value::List{Value(name), Value(Value::List{})});
    browser.settle();
  }
  browser.connection->congested = false;
  browser.session->writable();
  std::size_t bytes = 0;
  for (const auto& answer : only(ServerOp::answer, browser.messages())) bytes += answer[3].text()->size();
  EXPECT_LE(bytes, 8u << 20);
}

TEST_F(ScriptsInAdversity, WhatABrowserSaysOfAFailureIsCut) {
  Browser browser(registry, empty());
  browser.connect();
  const std::string large(1u << 20, 'x');
  browser.say(BrowserOp::failed, 0, Value::List{Value(0), Value(large), Value(large)});
  browser.settle();
  const auto error = browser.session->browser_error().get();
  ASSERT_TRUE(error);
  EXPECT_LE(error->message.size() + error->stack.size(), 64u << 10);
}

// ── pages that come and go ──

TEST_F(ScriptsInAdversity, AreNotLostWhenAPageComesAnewAfterAnOverflow) {
  const auto line = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(line.deliver(Delivery::every)); }));
  browser.connect();
  browser.settle();
  browser.session->eval(js("f($0)", 1));  // goes out, and is never acknowledged
  browser.settle();
  for (int i = 1; i <= 1'000'000; ++i) line.set(i);
  browser.settle();
  browser.session->writable();
  browser.settle();
  come_anew(browser);
  EXPECT_EQ(only(ServerOp::run, browser.messages()).size(), 1u);
}

TEST_F(ScriptsInAdversity, RunOnceAfterAnOverflow) {
  const auto line = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(line.deliver(Delivery::every)); }));
  browser.connect();
  browser.settle();
  browser.session->eval(js("f($0)", 1));
  browser.settle();
  for (int i = 1; i <= 1'000'000; ++i) line.set(i);
  browser.session->eval(js("f($0)", 2));
  browser.session->writable();
  EXPECT_EQ(only(ServerOp::run, browser.messages()).size(), 2u);
}

TEST_F(ScriptsInAdversity, OfTheMarkupKnowTheirObservablesInAPageThatComesAnew) {
  const auto count = Observable<int>{7};
  Browser browser(registry, App([=] { return dom::p("…", js("draw($0.value)", count)); }));
  const auto is_in_order = [](const Messages& all) {
    bool is_known = false;
    for (const auto& message : all) {
      if (message[0] == op(ServerOp::mirror)) is_known = true;
      if (message[0] == op(ServerOp::run)) return is_known;
    }
    return false;
  };
  browser.connect();
  EXPECT_TRUE(is_in_order(browser.messages()));
  come_anew(browser);
  const auto all = browser.messages();
  EXPECT_TRUE(is_in_order(all));
  EXPECT_EQ(only(ServerOp::mirror, all).size(), 1u);
}

TEST_F(ScriptsInAdversity, AnswersToAPageAreForNoOtherOne) {
  Browser browser(registry, App([](Session& session) {
                    session.expose("one", [] { return 1; });
                    return dom::p("…");
                  }));
  browser.connect();
  browser.say(BrowserOp::call, 1, Value::List{Value("one"), Value(Value::List{})});
  browser.settle();
  come_anew(browser);
  EXPECT_EQ(only(ServerOp::answer, browser.messages()), Messages{});
}

// ── the end ──

TEST_F(ScriptsInAdversity, AreToldOfTheEndOnTheStrandWhoeverClosesTheSession) {
  Browser browser(registry, empty());
  browser.connect();
  std::promise<bool> overlapped;
  std::thread::id told;
  {
    testing::Busy busy(*browser.session);
    browser.session->eval_value(js("f()"), [&](const Result<Value>&) {
      told = std::this_thread::get_id();
      overlapped.set_value(!detail::Strand::is_any_current());
    });
    browser.session->close();
  }
  EXPECT_FALSE(overlapped.get_future().get());
  EXPECT_NE(told, std::this_thread::get_id());
}

TEST_F(ScriptsInAdversity, AFunctionThatARegionExposedGivesItsNameBackToThePages) {
  const auto content = Observable<int>{0};
  Browser browser(registry, App([=](Session& session) {
                    session.expose("f", [] { return 1; });
                    const auto expose = [](Session& child) { child.expose("f", [] { return 2; }); };
                    return dom::main(content.map([=](int n) { return n == 0 ? Asking{n, expose} : Asking{n, {}}; }));
                  }));
  browser.connect();
  browser.messages();
  const auto f = [&] {
    browser.say(BrowserOp::call, 1, Value::List{Value("f"), Value(Value::List{})});
    return only(ServerOp::answer, browser.messages()).at(0)[3];
  };
  EXPECT_EQ(f(), Value(2));
  content.set(1);
  browser.messages();
  EXPECT_EQ(f(), Value(1));
}

}  // namespace
}  // namespace bonito
