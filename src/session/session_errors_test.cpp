// What happens when the program's own code throws.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using namespace literals;

using SessionErrors = testing::SessionTest;

TEST_F(SessionErrors, AHandlerThatThrowsIsRecordedAndToldAndTheSessionLivesOn) {
  const auto count = Observable<int>{0};
  Browser browser(registry, App([=] {
                    return dom::p(dom::button(on_click([] { throw std::runtime_error("the pump is off"); })),
                                  dom::button(on_click([=] { count.set(1); })));
                  }));
  browser.connect();
  browser.event(1);
  browser.event(2);
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0][0], Value(static_cast<int>(ServerOp::error)));
  EXPECT_EQ(messages[0][1].text()->find("pump"), std::string::npos) << "details are for development";
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->message, "the pump is off");
  EXPECT_EQ(count.get(), 1);
}

TEST_F(SessionErrors, InDevelopmentTheVisitorSeesWhatWasThrown) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.development = true});
  Browser browser(registry, App([]() -> Node { throw std::runtime_error("no such table"); }));
  EXPECT_EQ(browser.response.status, 500);
  EXPECT_NE(browser.response.body.find("no such table"), std::string::npos);
}

TEST_F(SessionErrors, AnAppThatThrowsGivesAnErrorPageWithoutDetailAndLeavesNothing) {
  Browser browser(registry, App([]() -> Node { throw std::runtime_error("secret"); }));
  EXPECT_EQ(browser.response.status, 500);
  EXPECT_EQ(browser.response.body.find("secret"), std::string::npos);
  EXPECT_NE(browser.response.body.find("reference"), std::string::npos);
  EXPECT_EQ(registry->size(), 0u);
}

TEST_F(SessionErrors, AFieldThatIsNotWhatTheHandlerExpectsIsItsOwnErrorAndNobodyElses) {
  const auto x = Observable<int>{0};
  Browser browser(registry, App([=] {
                    return dom::div(on("pointermove", [=](const Event& e) { x.set(*e.get<int>("clientX")); },
                                       {.fields = {"clientX"}}));
                  }));
  browser.connect();
  browser.event(1, {Value(133.3)});
  browser.event(1, {Value("left")});
  browser.event(1, {Value(7)});
  browser.settle();
  EXPECT_EQ(x.get(), 7);
  EXPECT_TRUE(browser.session->error());
}

TEST_F(SessionErrors, AHandlerThatAPageMakesThrowAgainAndAgainFillsNoLogAndEachReferenceIsInIt) {
  std::mutex mutex;
  std::string log;
  set_log_sink([&](const LogEntry& entry) {
    const std::lock_guard lock(mutex);
    log += entry.message + '\n';
  });
  std::atomic<int> calls = 0;
  Browser browser(registry, App([&] {
                    return dom::button(on_click([&] {
                      ++calls;
                      throw std::runtime_error("the pump is off");
                    }));
                  }));
  browser.connect();
  constexpr int often = 2'000;
  for (int i = 0; i < often; ++i) browser.event(1);
  const auto messages = browser.messages();
  set_log_sink(nullptr);
  EXPECT_EQ(calls, often);
  EXPECT_LT(std::ranges::count(log, '\n'), often / 2);
  ASSERT_FALSE(messages.empty());
  for (const auto& message : messages) {
    const std::string& text = *message[1].text();
    const auto reference = text.substr(text.find("reference: ") + 11, 8);
    EXPECT_NE(log.find("(reference " + reference + ")"), std::string::npos) << text;
  }
}

TEST_F(SessionErrors, WhatAPageSendsWrongFillsNoLog) {
  std::atomic<int> lines = 0;
  set_log_sink([&](const LogEntry&) { ++lines; });
  const auto rate = Observable<int>{1};
  Browser browser(registry, App([=](Session& session) {
                    session.mirror("rate", rate);
                    return dom::p("…");
                  }));
  browser.connect();
  browser.messages();
  constexpr int often = 10'000;
  for (int i = 0; i < often; ++i) {
    browser.notify(1, "no number");
    if (i % 100 == 0) browser.settle();
  }
  for (int i = 0; i < 100; ++i) {
    browser.session->process_message({});
    browser.connect();
  }
  set_log_sink({});
  EXPECT_GT(lines, 0);
  EXPECT_LT(lines, 100);
}

}  // namespace
}  // namespace bonito
