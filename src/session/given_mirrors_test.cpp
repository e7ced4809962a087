// Observables that are given to scripts of parts of a page which come and go.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "bonito/dom/html.hpp"
#include "session/scripts_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::only;
using testing::set;
using GivenMirrors = testing::SessionTest;

std::uint32_t slot_of(const Messages& mirrors) { return static_cast<std::uint32_t>(*mirrors.at(0)[1].integer()); }

// A component, made anew with every value.
struct Row {
  int number = 0;
  Observable<bool> flag;
};
Node to_node(Session&, const Row& row) {
  return dom::button(row.number, on_click(js("() => $0.notify(!$0.value)", row.flag)));
}

TEST_F(GivenMirrors, AreIntroducedAgainToTheScriptsOfAComponentThatIsMadeAnew) {
  const Observable<bool> flag{false};
  const auto row = Observable<Row>({1, flag});
  Browser browser(registry, App([=] { return dom::main(row); }));
  browser.connect();
  const auto before = slot_of(only(ServerOp::mirror, browser.messages()));
  row.set({2, flag});
  const auto all = browser.messages();
  const auto mirrors = only(ServerOp::mirror, all);
  ASSERT_EQ(mirrors.size(), 1u);
  ASSERT_EQ(only(ServerOp::patch, all).size(), 1u);
  EXPECT_LT(std::ranges::find(all, only(ServerOp::patch, all)[0]), std::ranges::find(all, mirrors[0]));
  const auto now = slot_of(mirrors);
  EXPECT_NE(now, before) << "which the page has forgotten";
  browser.notify(now, Value(true));
  browser.settle();
  EXPECT_TRUE(flag.get());
  flag.set(false);
  EXPECT_EQ(browser.messages(), Messages{set(static_cast<int>(now), Value(false))});
}

TEST_F(GivenMirrors, AreToldOfUntilTheLastOfTheirScriptsHasGone) {
  const Observable<int> shared{1};
  const Observable<int> rows{2};
  Browser browser(registry, App([=] {
                    return dom::main(rows.map([=](int count) {
                      std::vector<Node> items;
                      for (int i = 0; i < count; ++i) items.push_back(dom::li(js("$0.on(value => f(value))", shared)));
                      return dom::ul(items);
                    }));
                  }));
  browser.connect();
  const auto mirrors = only(ServerOp::mirror, browser.messages());
  ASSERT_EQ(mirrors.size(), 1u);
  rows.set(1);
  browser.messages();
  shared.set(2);
  EXPECT_EQ(browser.messages(), Messages{set(static_cast<int>(slot_of(mirrors)), Value(2))});
  rows.set(0);
  browser.messages();
  shared.set(3);
  EXPECT_EQ(browser.messages(), Messages{});
  rows.set(1);
  EXPECT_EQ(only(ServerOp::mirror, browser.messages()).size(), 1u);
}

TEST_F(GivenMirrors, AreIntroducedAgainWithAContentThatIsSentWhole) {
  const Observable<int> shared{1};
  const Observable<int> content{1};
  Browser browser(registry, App([=] {
                    return dom::main(content.map(
                        [=](int number) { return dom::p(number, js("$0.on(value => f(value))", shared)); }));
                  }));
  browser.connect();
  const auto before = slot_of(only(ServerOp::mirror, browser.messages()));
  browser.say(BrowserOp::torn, 1, Value());
  const auto all = browser.messages();
  ASSERT_EQ(only(ServerOp::region, all).size(), 1u);
  const auto mirrors = only(ServerOp::mirror, all);
  ASSERT_EQ(mirrors.size(), 1u);
  EXPECT_NE(slot_of(mirrors), before);
}

}  // namespace
}  // namespace bonito
