// Components in regions: their sessions, and when they are made again.
#include <atomic>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::patch;
using testing::set;
using testing::step;
using namespace literals;
using Components = testing::SessionTest;

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

TEST_F(Components, GiveEachContentASessionOfItsOwnThatEndsWhenTheContentIsReplaced) {
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

TEST_F(Components, AComponentInOneIsMadeAgainForASessionOfItsOwnAndItsElementStays) {
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

TEST_F(Components, AComponentThatIsEqualStaysWithItsSession) {
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

struct Mirrored {
  Observable<int> value;
};
Node to_node(Session& session, const Mirrored& mirrored) {
  session.mirror("value", mirrored.value);
  return dom::p("…");
}

TEST_F(Components, AMirrorThatOneOfThemMadeIsNotEchoedToItsPage) {
  const auto value = Observable<int>{0};
  const auto content = Observable<Mirrored>{Mirrored{value}};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  ASSERT_EQ(browser.messages().size(), 1u);
  browser.notify(4, 5);
  EXPECT_EQ(browser.messages(), Messages{});
  EXPECT_EQ(value.get(), 5);
}

TEST_F(Components, EndWithThePage) {
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

}  // namespace
}  // namespace bonito
