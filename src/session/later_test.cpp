#include "bonito/session/later.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bonito/base/timer.hpp"
#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::swap;
using testing::texts_of;
using LaterTest = testing::SessionTest;

// The messages, once there are some.
Messages awaited(Browser& browser) {
  Messages messages;
  while (messages.empty()) messages = browser.messages();
  return messages;
}

TEST_F(LaterTest, APartThatTakesLongSwapsItselfIn) {
  std::latch go_on(1);
  const auto slow = [&] {
    go_on.wait();
    return dom::b("ready");
  };
  Browser browser(registry, App([=] { return dom::main(later(slow, dom::p("Reading…"))); }));
  EXPECT_NE(browser.response.body.find("<main><!--r:1--><p>Reading…</p><!--/r--></main>"), std::string::npos)
      << browser.response.body;
  browser.connect();
  go_on.count_down();
  EXPECT_EQ(awaited(browser), (Messages{swap(1, 1, "<b>ready</b>")}));
}

// Of whose scripts one names an element.
struct Scripted {};
Node to_node(Session& session, const Scripted&) {
  const Node box = dom::i("box");
  session.on_load(box, js("element => element.focus()"));
  return dom::b(box);
}

TEST_F(LaterTest, WhatComesIsThereBeforeItsScriptsRun) {
  const App part([] { return dom::main(later([] { return Scripted{}; })); });
  const App page([](Session& session) { return to_node(session, Scripted{}); }, {.loading_page = "Loading…"});
  for (const App& app : {part, page}) {
    Browser browser(registry, app);
    browser.connect();
    const Messages told = awaited(browser);
    EXPECT_EQ(told[0][0], Value(static_cast<int>(ServerOp::patch)));
    EXPECT_EQ(told.back()[0], Value(static_cast<int>(ServerOp::run)));
    EXPECT_FALSE(browser.session->error());
  }
}

TEST_F(LaterTest, AFutureMayBeAPart) {
  std::promise<std::string> answer;
  const auto future = answer.get_future().share();
  Browser browser(registry, App([=] { return dom::p("It is ", later(future, dom::i("not known"))); }));
  browser.connect();
  answer.set_value("42");
  EXPECT_EQ(awaited(browser), (Messages{swap(1, 1, "42")}));
}

TEST_F(LaterTest, NoThreadWaitsForAFuture) {
  std::promise<std::string> answer;
  const auto future = answer.get_future().share();
  const App waits([=] { return dom::p(later(future, dom::i("not known"))); });
  std::vector<Browser> pages;
  for (int i = 0; i < 300; ++i) pages.emplace_back(registry, waits);
  Browser browser(registry, App([] { return dom::p(later([] { return 42; })); }));
  browser.connect();
  EXPECT_EQ(awaited(browser).size(), 1u);
  pages.back().connect();
  answer.set_value("ready");
  EXPECT_EQ(awaited(pages.back()), (Messages{swap(1, 1, "ready")}));
}

TEST_F(LaterTest, AFunctionOfAPageThatHasGoneHoldsUpNoTimer) {
  const auto go_on = std::make_shared<std::latch>(1);
  {
    const Browser browser(registry, App([go_on] {
                            const auto wait = [go_on] {
                              go_on->wait();
                              return 1;
                            };
                            return dom::p(later(std::async(std::launch::async, wait).share()));
                          }));
    browser.session->close();
  }
  std::promise<void> fired;
  const Timer timer = run_after(std::chrono::milliseconds(100), [&] { fired.set_value(); });
  fired.get_future().wait();
  go_on->count_down();
}

TEST_F(LaterTest, AFewAreMadeAtATimeAndOfAPageThatHasGoneNone) {
  std::latch go_on(1);
  std::atomic<int> begun = 0, gone = 0;
  const App app([&] {
    const auto held = std::shared_ptr<void>(nullptr, [&](void*) { ++gone; });
    return dom::p(later([&, held] {
      ++begun;
      go_on.wait();
      return 1;
    }));
  });
  std::vector<Browser> pages;
  for (int i = 0; i < 100; ++i) pages.emplace_back(registry, app);
  while (begun < 64) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (const auto& page : pages) page.session->close();
  go_on.count_down();
  while (gone < 100) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(begun, 64);
}

TEST_F(LaterTest, WhatIsShownMeanwhileMayBeText) {
  std::promise<int> answer;
  const auto future = answer.get_future().share();
  Browser browser(registry, App([=] { return dom::p(later(future, "Wait & see")); }));
  EXPECT_NE(browser.response.body.find("<p><!--r:1-->Wait &amp; see<!--/r--></p>"), std::string::npos)
      << browser.response.body;
  browser.connect();
  answer.set_value(42);
  EXPECT_EQ(awaited(browser), (Messages{testing::text(1, "42")}));
}

TEST_F(LaterTest, WhatItThrowsIsShownInItsPlaceAndRecorded) {
  const auto failing = []() -> Node { throw std::runtime_error("no such file"); };
  Browser browser(registry, App([=] { return dom::main(later(failing)); }));
  browser.connect();
  const auto messages = awaited(browser);
  EXPECT_NE(texts_of(messages[0]).find("reference"), std::string::npos);
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->message, "no such file");
}

TEST_F(LaterTest, AFailureNamesThePlaceInTheCode) {
  registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.development = true});
  Browser browser(registry, App([] {
                    return dom::main(later([]() -> std::string { throw std::runtime_error("no such file"); }));
                  }));
  const std::string here = std::string(__FILE__) + ":" + std::to_string(__LINE__ - 2);
  browser.connect();
  std::string shown = texts_of(awaited(browser)[0]);
  for (const std::string wbr = "<wbr>"; shown.find(wbr) != std::string::npos;) shown.erase(shown.find(wbr), wbr.size());
  EXPECT_NE(shown.find("no such file"), std::string::npos) << shown;
  EXPECT_NE(shown.find(here), std::string::npos) << shown;
}

TEST_F(LaterTest, APageThatHasGoneMeanwhileKeepsNothingOfIt) {
  std::latch started(1);
  std::latch go_on(1);
  std::promise<void> dropped;
  const auto drop = [&](const int* held) {
    delete held;
    dropped.set_value();
  };
  {
    Browser browser(registry, App([&, held = std::shared_ptr<const int>(new int(1), drop)] {
                      return dom::main(later([&, held] {
                        started.count_down();
                        go_on.wait();
                        return *held;
                      }));
                    }));
    started.wait();
    browser.session->close();
  }
  go_on.count_down();
  dropped.get_future().wait();
}

}  // namespace
}  // namespace bonito
