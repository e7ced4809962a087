// A <select> shows what the program has chosen, whichever options come and go.

#include "bonito/dom/html.hpp"
#include "bonito/dom/keyed_list.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::patch;
using testing::set;
using testing::step;
using namespace literals;
using Selects = testing::SessionTest;
using Names = std::vector<std::string>;

Node option(const std::string& name) { return dom::option("value"_a = name, name); }
std::vector<Node> options(const Names& names) {
  std::vector<Node> all;
  for (const std::string& name : names) all.push_back(option(name));
  return all;
}
Messages inserted_and_told(int region, const std::string& name, int before, const std::string& chosen) {
  const auto html = "<option value=\"" + name + "\">" + name + "</option>";
  return {patch(region, {step(PatchChange::insert), Value(html), step(PatchStep::leave, before)}), set(1, chosen)};
}

TEST_F(Selects, AreToldTheirValueAgainInTheFrameThatChangesOptionsInARegion) {
  const auto port = Observable<std::string>{"USB0"};
  const auto ports = Observable<Names>{{"USB0", "USB1"}};
  Browser browser(registry, App([=] { return dom::select("value"_a = port, ports.map(options)); }));
  browser.connect();
  browser.messages();
  ports.set({"S0", "USB0", "USB1"});
  EXPECT_EQ(browser.next_messages(), inserted_and_told(2, "S0", 2, "USB0"));
}

TEST_F(Selects, AreToldTheirValueAgainAfterAKeyedListOfOptions) {
  const auto port = Observable<std::string>{"USB0"};
  const auto ports = ObservableVector<std::string>{"USB0", "USB1"};
  const KeyedList list(ports, std::identity(), option);
  Browser browser(registry, App([=] { return dom::select("value"_a = port, dom::optgroup(list)); }));
  browser.connect();
  browser.messages();
  ports.insert(0, "S0");
  EXPECT_EQ(browser.next_messages(), inserted_and_told(2, "S0", 2, "USB0"));
}

TEST_F(Selects, AreToldTheirValueAgainAfterARegionOfARegion) {
  const auto port = Observable<std::string>{"USB0"};
  const auto ports = Observable<Names>{{"USB0", "USB1"}};
  const auto group = Observable<Node>{dom::optgroup(ports.map(options))};
  const auto title = Observable<std::string>("a");
  const auto content = title.map(
      [=](const std::string& text) { return dom::select("title"_a = text, "value"_p = port, dom::fragment(group)); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  browser.messages();
  title.set("b");  // what is compared is still known
  browser.messages();
  ports.set({"S0", "USB0", "USB1"});
  const auto messages = browser.next_messages();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[1], set(3, "USB0"));
  group.set(dom::optgroup("label"_a = "new", ports.map(options)));
  const auto again = browser.next_messages();
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[1], set(3, "USB0"));
}

TEST_F(Selects, AreToldTheirValueAgainInTheFrameThatChangesOptionsBesideThem) {
  const auto port = Observable<std::string>{"USB0"};
  const auto ports = Observable<Names>{{"USB0", "USB1"}};
  const auto content = ports.map([=](const Names& names) { return dom::select("value"_a = port, options(names)); });
  Browser browser(registry, App([=] { return dom::main(content); }));
  browser.connect();
  browser.messages();
  ports.set({"S0", "USB0", "USB1"});
  const auto messages = browser.next_messages();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[1], set(3, "USB0"));
}

TEST_F(Selects, AreToldTheirValueAgainAfterOptionsThatComeWhole) {
  const auto port = Observable<std::string>{"USB0"};
  const auto ports = Observable<Names>{{"USB0"}};
  Browser browser(registry, App([=] { return dom::select("value"_a = port, ports.map(options)); }));
  browser.connect();
  browser.messages();
  browser.say(BrowserOp::torn, 2, Value());
  const auto messages = browser.next_messages();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0][0], Value(static_cast<int>(ServerOp::region)));
  EXPECT_EQ(messages[1], set(1, "USB0"));
}

TEST_F(Selects, AreToldNothingWhenNothingOfTheirOptionsDiffers) {
  const auto port = Observable<std::string>{"USB0"};
  const auto ports = Observable<Names>{{"USB0"}};
  Browser browser(registry, App([=] { return dom::select("value"_a = port, ports.map(options)); }));
  browser.connect();
  browser.messages();
  ports.set({"USB0"});
  EXPECT_EQ(browser.messages(), Messages{});
}

}  // namespace
}  // namespace bonito
