// Questions to a page's scripts, their calls of the program, and what fails there.
#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/session/task.hpp"
#include "session/scripts_fixture.hpp"

namespace bonito {
namespace {

using namespace std::chrono_literals;
using namespace literals;
using testing::Browser;
using testing::Messages;
using testing::only;
using testing::op;
using ScriptTalk = testing::SessionTest;

App empty() {
  return App([] { return dom::p("…"); });
}

// ── questions ──

TEST_F(ScriptTalk, AskThePageAndHearItsAnswerOnTheStrand) {
  Browser browser(registry, empty());
  browser.connect();
  std::optional<Result<int>> answer;
  bool on_strand = false;
  browser.session->eval_value<int>(js("$0 + $1", 1, 2), [&](Result<int> result) {
    answer = result;
    on_strand = detail::Strand::is_any_current();
  });
  const auto asked = only(ServerOp::ask, browser.messages());
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0], (Value::List{op(ServerOp::ask), Value(0), Value(8), Value(1), Value::List{Value(1), Value(2)}}));
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value(3)});
  browser.settle();
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ(**answer, 3);
  EXPECT_TRUE(on_strand);
}

TEST_F(ScriptTalk, HearWhatTheAnswerIsNotAndWhatThrewInThePage) {
  Browser browser(registry, empty());
  browser.connect();
  std::vector<Result<int>> answers;
  for (int i = 0; i < 2; ++i) {
    browser.session->eval_value<int>(js("f()"), [&](const Result<int>& result) { answers.push_back(result); });
  }
  browser.messages();
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value("text")});
  browser.say(BrowserOp::answer, 2, Value::List{Value(false), Value("ReferenceError: f is not defined")});
  browser.settle();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].error().code, Errc::bad_payload);
  EXPECT_EQ(answers[1].error().code, Errc::javascript);
  EXPECT_NE(answers[1].error().message.find("ReferenceError: f is not defined"), std::string::npos);
  EXPECT_NE(answers[1].error().message.find("script_talk_test.cpp:"), std::string::npos);
}

TEST_F(ScriptTalk, AreToldWhenNoAnswerComesInTimeOrTheSessionEnds) {
  Browser browser(registry, empty());
  browser.connect();
  std::promise<Errc> late;
  std::promise<Errc> ended;
  browser.session->eval_value(
      js("f()"), [&](const Result<Value>& result) { late.set_value(result.error().code); }, 1ms);
  browser.session->eval_value(js("f()"), [&](const Result<Value>& result) { ended.set_value(result.error().code); });
  EXPECT_EQ(late.get_future().get(), Errc::timeout);
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value(3)});  // too late
  browser.settle();
  browser.session->close();
  EXPECT_EQ(ended.get_future().get(), Errc::closed);
  std::promise<Errc> closed;
  browser.session->eval_value(js("f()"), [&](const Result<Value>& result) { closed.set_value(result.error().code); });
  EXPECT_EQ(closed.get_future().get(), Errc::closed);
}

TEST_F(ScriptTalk, MayAskInACoroutineTwentyTimes) {
  std::promise<int> sum;
  Browser browser(registry, App([&](Session& session) {
                    return dom::button(on_click([&sum, &session]() -> Task {
                      int total = 0;
                      for (int i = 1; i <= 20; ++i) {
                        const Result<int> answer = co_await session.eval_value<int>(js("$0 * 2", i));
                        total += *answer;
                      }
                      sum.set_value(total);
                    }));
                  }));
  browser.connect();
  browser.event(1);
  for (int i = 1; i <= 20; ++i) {
    const auto asked = only(ServerOp::ask, browser.next_messages());
    ASSERT_EQ(asked.size(), 1u);
    const auto given = (*asked[0][4].list())[0].integer();
    browser.say(BrowserOp::answer, static_cast<std::uint32_t>(*asked[0][3].integer()),
                Value::List{Value(true), Value(2 * *given)});
  }
  EXPECT_EQ(sum.get_future().get(), 420);
}

TEST_F(ScriptTalk, WhatACoroutineThrowsIsTheSessionsFailure) {
  Browser browser(registry, App([](Session& session) {
                    return dom::button(on_click([&session]() -> Task {
                      const Result<int> answer = co_await session.eval_value<int>(js("f()"));
                      throw std::runtime_error("after " + std::to_string(*answer));
                    }));
                  }));
  browser.connect();
  browser.event(1);
  browser.messages();
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value(3)});
  browser.settle();
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->message, "after 3");
}

TEST_F(ScriptTalk, ACoroutineOfAnElementThatHasGoneStillHasWhatItCaptured) {
  const auto content = Observable<int>{0};
  std::promise<std::string> heard;
  Browser browser(registry, App([&, content](Session& session) {
                    return dom::main(content.map([&](int) {
                      const std::string captured(100, 'x');
                      const auto ask = [&heard, &session, captured](const Event& e) -> Task {
                        static_cast<void>(co_await session.eval_value(js("f()")));
                        heard.set_value(captured + *e.get<std::string>("type"));
                      };
                      return dom::button(on("click", ask, {.fields = {"type"}}));
                    }));
                  }));
  browser.connect();
  const auto token = browser.response.body.find("data-b=\"e");
  browser.event(static_cast<std::uint32_t>(std::stoi(browser.response.body.substr(token + 9))), {Value("click")});
  browser.messages();
  content.set(1);
  browser.messages();
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value()});
  EXPECT_EQ(heard.get_future().get(), std::string(100, 'x') + "click");
}

TEST_F(ScriptTalk, WhatHearsAnAnswerMayThrowAndThePageGoesOn) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] { return dom::p(count); }));
  browser.connect();
  browser.session->eval_value(js("f()"), [](const Result<Value>&) { throw std::runtime_error("heard and thrown"); });
  browser.messages();
  browser.say(BrowserOp::answer, 1, Value::List{Value(true), Value()});
  browser.settle();
  EXPECT_EQ(browser.session->error()->message, "heard and thrown");
  count.set(1);
  EXPECT_FALSE(browser.messages().empty());
  EXPECT_TRUE(browser.connection->is_open());
}

// ── calls ──

TEST_F(ScriptTalk, CallWhatTheProgramExposes) {
  Browser browser(registry, App([](Session& session) {
                    session.expose("add", [](int a, double b) { return a + b; });
                    session.expose("norm", [](const std::vector<float>& v) { return v.size(); });
                    session.expose("fail", []() -> Result<int> { return Error{Errc::refused, "Not today."}; });
                    session.expose("nothing", [] {});
                    return dom::p("…");
                  }));
  browser.connect();
  const auto answer_to = [&](std::uint32_t call, std::string name, Value::List arguments) {
    browser.say(BrowserOp::call, call, Value::List{Value(std::move(name)), Value(std::move(arguments))});
    auto answers = only(ServerOp::answer, browser.messages());
    EXPECT_EQ(answers.size(), 1u);
    return answers.empty() ? Value::List() : Value::List{answers[0][1], answers[0][2], answers[0][3]};
  };
  EXPECT_EQ(answer_to(1, "add", {Value(1), Value(2.5)}), (Value::List{Value(1), Value(true), Value(3.5)}));
  EXPECT_EQ(answer_to(2, "norm", {to_value(std::vector<float>{1, 2, 3})}),
            (Value::List{Value(2), Value(true), Value(3)}));
  EXPECT_EQ(answer_to(3, "fail", {}), (Value::List{Value(3), Value(false), Value("Not today.")}));
  EXPECT_EQ(answer_to(4, "nothing", {}), (Value::List{Value(4), Value(true), Value()}));
  EXPECT_EQ(answer_to(5, "add", {Value(1)})[1], Value(false));
  EXPECT_EQ(answer_to(6, "add", {Value("a"), Value(1)})[1], Value(false));
  EXPECT_EQ(answer_to(7, "unknown", {})[1], Value(false));
}

TEST_F(ScriptTalk, AreToldWhichNamesTheProgramExposesIfItIsNotTheOneThatTheyCall) {
  const auto answer_to_nothing = [&](const std::vector<std::string>& names) {
    Browser browser(registry, App([&](Session& session) {
                      for (const auto& name : names) session.expose(name, [] {});
                      return dom::p("…");
                    }));
    browser.connect();
    browser.say(BrowserOp::call, 1, Value::List{Value("nothing"), Value::List{}});
    const auto answers = only(ServerOp::answer, browser.messages());
    return answers.empty() ? std::string() : *answers[0][3].text();
  };
  EXPECT_EQ(answer_to_nothing({}), "The program exposes no function \"nothing\", and no other.");
  EXPECT_EQ(answer_to_nothing({"start", "upload 3 begin", "add"}),
            "The program exposes no function \"nothing\", but: add, start.");
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i) many.push_back(std::string(10, 'a') + std::to_string(i));
  EXPECT_LT(answer_to_nothing(many).size(), 500u);
}

TEST_F(ScriptTalk, AreToldNoMoreOfAnExposedFunctionThatThrowsThanAnyVisitor) {
  Browser browser(registry, App([](Session& session) {
                    session.expose("leak", []() -> int { throw std::runtime_error("the password is 123"); });
                    return dom::p("…");
                  }));
  browser.connect();
  browser.say(BrowserOp::call, 1, Value::List{Value("leak"), Value::List{}});
  const auto answers = only(ServerOp::answer, browser.messages());
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0][2], Value(false));
  EXPECT_EQ(answers[0][3].text()->find("password"), std::string::npos);
  EXPECT_EQ(browser.session->error()->message, "the password is 123");
}

// ── failures ──

TEST_F(ScriptTalk, ThatFailInTheBrowserAreHeardOfAFewOfAFlood) {
  std::atomic<int> heard = 0;
  Browser browser(registry, App([&](Session& session) {
                    session.browser_error().on(session, [&](const std::optional<BrowserError>&) { ++heard; });
                    return dom::p("…");
                  }));
  browser.connect();
  for (int i = 0; i < 1000; ++i) {
    browser.say(BrowserOp::failed, 0, Value::List{Value(0), Value("Error: " + std::to_string(i)), Value("at …")});
  }
  browser.settle();
  EXPECT_GE(heard, 1);
  EXPECT_LE(heard, 20);
  EXPECT_EQ(browser.session->browser_error().get()->origin, BrowserError::Origin::app);
  EXPECT_EQ(browser.session->error()->code, Errc::javascript);
}

TEST_F(ScriptTalk, ThatCannotBeReadTakeNoOthersWithThem) {
  Browser browser(registry, App([](Session& session) {
                    session.eval(js("good()"));
                    session.eval(js("this is no script"));
                    return dom::p("…");
                  }));
  browser.connect();
  browser.messages();
  browser.say(BrowserOp::unloaded, 8, Value("SyntaxError: Unexpected identifier"));
  auto again = only(ServerOp::module, browser.messages());
  ASSERT_EQ(again.size(), 2u) << "each by itself";
  EXPECT_EQ(again[0][1], Value(8));
  EXPECT_EQ(again[1][1], Value(9));
  browser.say(BrowserOp::unloaded, 9, Value("SyntaxError: Unexpected identifier"));
  again = only(ServerOp::module, browser.messages());
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0][2], Value("")) << "it is not waited for";
  EXPECT_NE(browser.session->browser_error().get()->message.find("script_talk_test.cpp:"), std::string::npos);
}

TEST_F(ScriptTalk, AreNamedByTheirPlaceInAStack) {
  Browser browser(registry, empty());
  browser.connect();
  browser.session->eval(js("first();\nsecond();"));
  const auto all = browser.messages();
  const std::string url = "http://127.0.0.1:8080/" + *only(ServerOp::module, all)[0][2].text();
  browser.say(BrowserOp::failed, 0,
              Value::List{Value(0), Value("Error: no"),
                          Value("Error: no\n    at second (" + url + ":4:1)\n    at f (x.js:1:2)")});
  browser.settle();
  const std::string stack = browser.session->browser_error().get()->stack;
  EXPECT_NE(stack.find("at second (script_talk_test.cpp:"), std::string::npos) << stack;
  EXPECT_NE(stack.find("at f (x.js:1:2)"), std::string::npos) << stack;
}

TEST_F(ScriptTalk, EndWithThePageWhateverTheBrowserSays) {
  for (const auto& [what, argument] : std::vector<std::pair<BrowserOp, Value>>{
           {BrowserOp::answer, Value(1)},
           {BrowserOp::answer, Value::List{}},
           {BrowserOp::answer, Value::List{Value(false), Value(1)}},
           {BrowserOp::call, Value("add")},
           {BrowserOp::call, Value::List{Value(1), Value::List{}}},
           {BrowserOp::failed, Value::List{Value(99), Value("x"), Value("y")}},
           {BrowserOp::failed, Value()},
           {BrowserOp::unloaded, Value(3)},
       }) {
    Browser browser(registry, empty());
    browser.connect();
    browser.say(what, 1, argument);
    browser.settle();
    EXPECT_FALSE(browser.connection->is_open()) << "op " << static_cast<int>(what) << ": not as agreed";
  }
}

}  // namespace
}  // namespace bonito
