// What the program is told of elements that are no longer on the page: on_removed().
#include <atomic>
#include <stdexcept>

#include "bonito/dom/html.hpp"
#include "bonito/dom/observed_events.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using Removed = testing::SessionTest;
using Counter = std::shared_ptr<std::atomic<int>>;

Counter counter() { return std::make_shared<std::atomic<int>>(0); }

TEST_F(Removed, IsToldOnceOfAnElementThatItsRegionLeavesOut) {
  const auto gone = counter(), other = counter();
  const auto shown = Observable<int>{3};
  const auto content = shown.map([=](int count) {
    auto all = dom::ul(dom::li(count, on_removed([=] { ++*other; })));
    return count > 1 ? dom::div(all, dom::p(on_removed([=] { ++*gone; }))) : dom::div(all);
  });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  shown.set(2);
  browser.messages();
  EXPECT_EQ(*gone, 0) << "the element stays";
  shown.set(1);
  browser.messages();
  EXPECT_EQ(*gone, 1);
  EXPECT_EQ(*other, 0);
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_EQ(*gone, 1);
  EXPECT_EQ(*other, 1) << "the page has ended";
}

TEST_F(Removed, IsTheNewestHandlersOfAnElementThatStayed) {
  const auto told = std::make_shared<std::atomic<int>>(0);
  const auto shown = Observable<int>{1};
  const auto content = shown.map(
      [=](int number) { return number ? dom::div(dom::p(on_removed([=] { *told = number; }))) : dom::div(); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  shown.set(7);
  browser.messages();
  shown.set(0);
  browser.messages();
  EXPECT_EQ(*told, 7);
}

struct Lamp {
  Counter gone;
};
Node to_node(Session&, const Lamp& lamp) {
  return dom::p(on_removed([gone = lamp.gone] { ++*gone; }));
}

// Two cameras are one element that shows another text, unless they are told apart.
struct Camera {
  std::string name;
  Counter gone;
  friend Node to_node(Session&, const Camera& camera) {
    return dom::div("key"_a = camera.name, camera.name, on_removed([gone = camera.gone] { ++*gone; }));
  }
};

TEST_F(Removed, IsToldOfAPartThatMakesWayForAnotherWithAKeyOfItsOwn) {
  const auto first = counter(), second = counter();
  const Observable<Camera> camera{Camera{"one", first}};
  Browser browser(registry, App([=] { return dom::main(camera); }));
  browser.connect();
  camera.set(Camera{"two", second});
  browser.messages();
  EXPECT_EQ(*first, 1);
  EXPECT_EQ(*second, 0);
}

TEST_F(Removed, IsToldOfWhatIsInAComponentThatGoes) {
  const auto gone = counter();
  const auto content = Observable<std::optional<Lamp>>{Lamp{gone}};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(std::nullopt);
  browser.messages();
  EXPECT_EQ(*gone, 1);
}

struct Named {
  std::shared_ptr<std::string> id;
};
Node to_node(Session& session, const Named& named) {
  return dom::p(on_removed([&session, id = named.id] { *id = std::string(session.id()); }));
}

TEST_F(Removed, MayUseTheSessionThatEndsWithIt) {
  const auto first = std::make_shared<std::string>(), second = std::make_shared<std::string>();
  const auto content = Observable<std::optional<Named>>{Named{first}};
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  content.set(std::nullopt);
  browser.messages();
  EXPECT_FALSE(first->empty());
  content.set(Named{second});
  browser.messages();
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_FALSE(second->empty());
}

TEST_F(Removed, IsNotABrowsersToSay) {
  const auto gone = counter();
  Browser browser(registry, App([=] { return dom::p(on_removed([=] { ++*gone; })); }));
  browser.connect();
  browser.say(BrowserOp::event, 1, Value(Value::List{}));
  browser.messages();
  EXPECT_EQ(*gone, 0);
}

TEST_F(Removed, MaySetWhatThePageShowsAndMayThrow) {
  const auto count = Observable<int>{0};
  const auto shown = Observable<bool>{true};
  const auto content = shown.map([=](bool is_there) {
    if (!is_there) return dom::div();
    return dom::div(dom::p(on_removed([=] { count.set(count.get() + 1); })),
                    dom::p(on_removed([] { throw std::runtime_error("the camera is stuck"); })));
  });
  Browser browser(registry, App([=] { return dom::main(count, content); }));
  browser.connect();
  shown.set(false);
  browser.messages();
  EXPECT_EQ(count.get(), 1);
  ASSERT_TRUE(browser.session->error());
  EXPECT_EQ(browser.session->error()->message, "the camera is stuck");
}

}  // namespace
}  // namespace bonito
