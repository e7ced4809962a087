#include "dom/tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "bonito/dom/html.hpp"
#include "bonito/dom/svg.hpp"
#include "dom/matching.hpp"
#include "dom/random_trees.hpp"
#include "dom/tree_fixture.hpp"

namespace bonito {
namespace {

using namespace literals;
using testing::RegionOnPage;
using testing::TestDom;

std::string fresh(const Node& content) { return RegionOnPage(content).dom.text(); }

TEST(Tree, ChangesATextInItsPlace) {
  RegionOnPage region(dom::div(dom::p("id"_a = "x", "a"), dom::p("b")));
  const auto element = region.dom.find("id", "x");
  region.show(dom::div(dom::p("id"_a = "x", "c"), dom::p("b")));
  EXPECT_EQ(region.dom.text(), fresh(dom::div(dom::p("id"_a = "x", "c"), dom::p("b"))));
  EXPECT_EQ(region.dom.find("id", "x"), element);
}

TEST(Tree, SaysNothingIfNothingDiffers) {
  Observable<int> count{1};
  const auto content = [&] {
    return dom::div("class"_a = "a b", "title"_a = "t", dom::p(count, "text", on_click([] {})), UnsafeHtml("<b>x</b>"),
                    dom::ul(std::vector<Node>{dom::li("1"), dom::li("2")}), "a", 1, dom::comment("c"));
  };
  RegionOnPage region(content());
  EXPECT_EQ(region.show(content()), 0u);
}

TEST(Tree, ChangesAddsAndRemovesAttributes) {
  RegionOnPage region(dom::a("href"_a = "x", "title"_a = "old", "class"_a = "a"));
  const auto element = region.dom.items()[1];
  region.show(dom::a("href"_a = "javascript:alert(1)", "lang"_a = "en", "hidden"_a = true, "class"_a = "b"));
  EXPECT_EQ(region.dom.items()[1], element);
  EXPECT_EQ(*element->attribute("href"), blocked_url);
  EXPECT_EQ(element->attribute("title"), nullptr);
  EXPECT_EQ(*element->attribute("lang"), "en");
  EXPECT_EQ(*element->attribute("hidden"), "");
  EXPECT_EQ(*element->attribute("class"), "b");
}

TEST(Tree, FeedsASlotFromAnotherObservable) {
  Observable<int> one{1}, other{2};
  RegionOnPage region(dom::p("id"_a = "x", one, "title"_a = one));
  const auto element = region.dom.find("id", "x");
  const auto slots = region.slots();
  region.show(dom::p("id"_a = "x", other, "title"_a = other));
  EXPECT_EQ(region.dom.find("id", "x"), element);
  EXPECT_EQ(region.slots(), slots);
  for (const auto& [slot, live] : region.lives) EXPECT_EQ(live->text(live->snapshot()), "2");
}

TEST(Tree, GivesAHandlerItsNewFunctionInTheSameSlot) {
  int called = 0;
  RegionOnPage region(dom::button(on_click([&] { called = 1; })));
  region.show(dom::button(on_click([&] { called = 2; })));
  ASSERT_EQ(region.handlers.size(), 1u);
  region.handlers.begin()->second.call(Event({}, {}));
  EXPECT_EQ(called, 2);
}

TEST(Tree, ReplacesAnElementWhoseEventsAreHeardInAnotherWay) {
  const EventOptions ways[] = {{.closest = "b"}, {.self = true}, {.window = true}, {.capture = true}, {.once = true}};
  const auto heard = [](const EventOptions& way) { return dom::p(on_click([] {}, way)); };
  RegionOnPage region(heard({}));
  for (const EventOptions& way : ways) {
    region.show(heard(way));
    EXPECT_EQ(region.dom.text(), fresh(heard(way)));
    EXPECT_EQ(region.handlers.size(), 1u);
  }
}

TEST(Tree, ReplacesAnElementWhoseLivePartsAreOthers) {
  Observable<std::string> live("x");
  RegionOnPage region(dom::p("title"_a = "x"));
  region.show(dom::p("title"_a = live));
  EXPECT_EQ(region.dom.text(), fresh(dom::p("title"_a = live)));
  region.show(dom::p("title"_a = live, on_click([] {})));
  region.show(dom::p("title"_a = "x"));
  EXPECT_EQ(region.slots(), 0u);
}

TEST(Tree, AnElementThatScriptsKnowIsTheSameOnlyIfItsNodeIs) {
  const Node known = dom::canvas("id"_a = "c");
  RegionOnPage region(dom::div("a", known));
  const auto element = region.dom.find("id", "c");
  region.show(dom::div("b", known));
  EXPECT_EQ(region.dom.find("id", "c"), element);
  const Node other = dom::canvas("id"_a = "c");
  region.show(dom::div("b", other));
  EXPECT_NE(region.dom.find("id", "c"), element);
}

TEST(Tree, ATemplateOrAnAnimationIsReplacedOnlyIfItDiffers) {
  const auto content = [](int n, int text) {
    return dom::div(dom::template_("id"_a = "t", dom::p(n)), svg::svg(svg::set("id"_a = "s", "to"_a = n)), text);
  };
  RegionOnPage region(content(1, 1));
  const auto held = region.dom.find("id", "t"), animation = region.dom.find("id", "s");
  region.show(content(1, 2));
  EXPECT_EQ(region.dom.find("id", "t"), held);
  EXPECT_EQ(region.dom.find("id", "s"), animation);
  region.show(content(2, 2));
  EXPECT_NE(region.dom.find("id", "t"), held);
  EXPECT_NE(region.dom.find("id", "s"), animation);
  EXPECT_EQ(region.dom.text(), fresh(content(2, 2)));
}

TEST(Tree, ATextThatGrowsBehindWhatIsTheSameIsOneWithIt) {
  const auto content = [](const char* more, int n) { return dom::p(dom::b("x"), "a", more, dom::i(n)); };
  RegionOnPage region(content("b", 1));
  for (const auto& [more, n] : {std::pair{"c", 1}, {"c", 2}, {"", 2}, {"d", 3}}) {
    region.show(content(more, n));
    EXPECT_EQ(region.dom.text(), fresh(content(more, n)));
  }
}

TEST(Tree, ANodeThatIsTheVerySameStaysWhereverItGoes) {
  const Node kept = dom::p("id"_a = "kept", "k");
  RegionOnPage region(dom::div(dom::p("a"), kept, dom::p("b")));
  const auto element = region.dom.find("id", "kept");
  region.show(dom::div(kept, dom::p("c")));
  EXPECT_EQ(region.dom.find("id", "kept"), element);
  region.show(dom::div(dom::p("c"), dom::p("d"), kept));
  EXPECT_EQ(region.dom.find("id", "kept"), element);
}

TEST(Tree, NodesOfAListThatIsHeldAreTheSameByTheirOrderOrKey) {
  RegionOnPage region(Node{});
  const auto show = [&](const std::vector<Node>& held) { region.show(to_node(region.session(), held)); };
  const auto one = std::vector<Node>{dom::p("id"_a = "a", "1"), dom::p("key"_a = "b", "id"_a = "b", "1")};
  show(one);
  const auto a = region.dom.find("id", "a"), b = region.dom.find("id", "b");
  EXPECT_EQ(a->attribute("data-b"), nullptr);
  const auto two = std::vector<Node>{dom::p("key"_a = "b", "id"_a = "b", "2"), dom::p("id"_a = "a", "2"), dom::p("3")};
  show(two);
  EXPECT_EQ(region.dom.find("id", "a"), a);
  EXPECT_EQ(region.dom.find("id", "b"), b);
  EXPECT_EQ(region.dom.text(), fresh(to_node(region.session(), two)));
}

TEST(Tree, AnElementWhoseTextTheBrowserChangesIsReplacedIfTheProgramHasAnother) {
  const auto status = [](int n) { return dom::p("id"_a = "s", "data-bonito-status"_a = "static", n); };
  RegionOnPage region(dom::div(status(1)));
  const auto element = region.dom.find("id", "s");
  region.show(dom::div(status(1)));
  EXPECT_EQ(region.dom.find("id", "s"), element);
  region.show(dom::div(status(2)));
  EXPECT_NE(region.dom.find("id", "s"), element);
}

TEST(Tree, TextsSideBySideAreOneAndStayApartFromThoseOfOthers) {
  Observable<std::string> live("l");
  const auto content = [&](std::string a, std::string b) { return dom::p(a, b, live, b, dom::i("x"), a); };
  RegionOnPage region(content("a", "b"));
  region.show(content("c", ""));
  EXPECT_EQ(region.dom.text(), fresh(content("c", "")));
  region.show(content("", "d"));
  EXPECT_EQ(region.dom.text(), fresh(content("", "d")));
}

TEST(Tree, AScriptAmongTheChildrenRunsAgainIfItIsAnother) {
  RegionOnPage region(dom::p(js("one()"), "a"));
  region.show(dom::p(js("one()"), "b"));
  region.show(dom::p(js("two($0)", 1), "b"));
  region.show(dom::p(js("two($0)", 2), "b"));
  EXPECT_EQ(region.runs, (std::vector<std::string>{"one()", "one()", "two($0)", "two($0)"}));
}

struct Badge {
  std::string text;
  friend bool operator==(const Badge&, const Badge&) = default;
};
int made = 0;
Node to_node(Session&, const Badge& badge) {
  ++made;
  return dom::b("id"_a = "badge", badge.text);
}

TEST(Tree, AComponentIsMadeAgainOnlyIfItIsNotEqual) {
  made = 0;
  RegionOnPage region(dom::p("a", Badge{"1"}));
  const auto element = region.dom.find("id", "badge");
  region.show(dom::p("b", Badge{"1"}));
  EXPECT_EQ(made, 1);
  region.show(dom::p("b", Badge{"2"}));
  EXPECT_EQ(made, 2);
  EXPECT_EQ(region.dom.find("id", "badge"), element);
  EXPECT_EQ(element->children[0]->name_or_text, "2");
}

TEST(Tree, ARegionInsideStaysIfItsObservableDoes) {
  const auto inner = Observable<Node>{dom::i("id"_a = "inner")};
  RegionOnPage region(dom::div(dom::p("a"), inner));
  const auto element = region.dom.find("id", "inner");
  region.show(dom::div(dom::h1("title"), dom::p("a"), inner));
  EXPECT_EQ(region.dom.find("id", "inner"), element);
  EXPECT_EQ(region.slots(), 1u);
  region.show(dom::div(dom::p("a")));
  EXPECT_EQ(region.slots(), 0u);
}

TEST(Tree, AnElementInAWideTreeCostsFewBytes) {
  const auto content = [](int changed) {
    std::vector<Node> rows;
    for (int i = 0; i < 1000; ++i) {
      rows.push_back(
          dom::tr(dom::td(i), dom::td(dom::a("href"_a = "x", "row")), dom::td(dom::b(i == 500 ? changed : 0))));
    }
    return dom::table(dom::tbody(rows));
  };
  RegionOnPage region(content(1));
  const auto bytes = region.show(content(2));
  EXPECT_EQ(region.dom.text(), fresh(content(2)));
  EXPECT_LE(bytes, 24u);
}

// How many of these may stay at most, as their order is: found the slow way, which is not the one that is tested.
int longest_run(const std::vector<std::ptrdiff_t>& places) {
  std::vector<int> ends;  // the longest that ends with each
  for (std::size_t i = 0; i < places.size(); ++i) {
    ends.push_back(1);
    for (std::size_t j = 0; j < i; ++j) {
      if (places[j] < places[i]) ends[i] = std::max(ends[i], ends[j] + 1);
    }
  }
  return std::ranges::max(ends);
}

TEST(Tree, KeyedPartsMoveAsLittleAsPossible) {
  std::mt19937 random(7);
  std::vector<int> order(1000);
  std::iota(order.begin(), order.end(), 0);
  const auto list = [](const std::vector<int>& keys) {
    std::vector<Node> items;
    for (const int key : keys) items.push_back(dom::keyed(std::to_string(key), dom::li("id"_a = key, key)));
    return dom::ul(items);
  };
  RegionOnPage region(list(order));
  for (int round = 0; round < 5; ++round) {
    std::map<int, std::shared_ptr<TestDom::Item>> before;
    for (const int key : order) before[key] = region.dom.find("id", std::to_string(key));
    auto next = order;
    std::ranges::shuffle(next, random);
    std::vector<std::ptrdiff_t> places;  // where each was
    for (const int key : next) places.push_back(std::ranges::find(order, key) - order.begin());
    const auto moved_before = region.dom.moves();
    region.show(list(next));
    EXPECT_EQ(region.dom.moves() - moved_before, 1000 - longest_run(places));
    EXPECT_EQ(region.dom.text(), fresh(list(next)));
    for (const int key : next) EXPECT_EQ(region.dom.find("id", std::to_string(key)), before[key]);
    order = next;
  }
}

TEST(Tree, KeyedPartsMoveBehindElementsThatAreTheSame) {
  const auto list = [](int a, int b, int c) {
    return dom::ul(dom::li("head"), dom::li("also"), dom::li("key"_a = a, "id"_a = a, a),
                   dom::li("key"_a = b, "id"_a = b, b), dom::li("key"_a = c, "id"_a = c, c), dom::li("foot"));
  };
  RegionOnPage region(list(1, 2, 3));
  const auto one = region.dom.find("id", "1"), three = region.dom.find("id", "3");
  for (const auto& next : {list(3, 1, 2), list(2, 1, 3), list(3, 4, 1), list(1, 2, 3)}) {
    region.show(next);
    EXPECT_EQ(region.dom.text(), fresh(next));
    EXPECT_EQ(region.dom.find("id", "1"), one);
    EXPECT_EQ(region.dom.find("id", "3"), three);
  }
}

TEST(Tree, AnOptionStaysTheOneThatSomebodyHasChosen) {
  const auto named = [](const char* id, const char* name) { return dom::option("id"_a = id, name); };
  const auto valued = [](const char* id, const char* value) { return dom::option("id"_a = id, "value"_a = value); };
  RegionOnPage region(dom::select("value"_a = "b", valued("x", "a"), named("y", "USB")));
  const auto one = region.dom.find("id", "x"), other = region.dom.find("id", "y");
  region.show(dom::select("value"_a = "b", valued("z", "b"), valued("x", "a"), named("w", "S0"), named("y", "USB")));
  EXPECT_EQ(region.dom.find("id", "x"), one);
  EXPECT_EQ(region.dom.find("id", "y"), other);
  EXPECT_NE(region.dom.find("id", "z")->attribute("selected"), nullptr) << "which the select was to show";
}

TEST(Tree, TheLongestRunThatMayStayIsFound) {
  const auto kept = [](std::vector<std::size_t> indexes) {
    return std::ranges::count(detail::staying(detail::Matches(indexes.begin(), indexes.end())), true);
  };
  EXPECT_EQ(kept({0, 1, 2, 3}), 4);
  EXPECT_EQ(kept({3, 2, 1, 0}), 1);
  EXPECT_EQ(kept({0, 998, 2, 3, 1, 999}), 4);
  EXPECT_EQ(kept({}), 0);
}

// Each element, in order, with that which it is in.
using Elements = std::vector<std::pair<std::shared_ptr<TestDom::Item>, const TestDom::Item*>>;
Elements elements_in(const TestDom::Items& items, const TestDom::Item* parent = nullptr) {
  Elements all;
  for (const auto& item : items) {
    if (item->kind != TestDom::Item::Kind::element) continue;
    all.emplace_back(item, parent);
    std::ranges::copy(elements_in(item->children, item.get()), std::back_inserter(all));
  }
  return all;
}

std::map<std::string, std::pair<std::shared_ptr<TestDom::Item>, const TestDom::Item*>> by_key(const Elements& all) {
  std::map<std::string, std::pair<std::shared_ptr<TestDom::Item>, const TestDom::Item*>> found;
  for (const auto& each : all) {
    if (const std::string* key = each.first->attribute("data-key")) found.emplace(*key, each);
  }
  return found;
}

TEST(Tree, BecomesWhatAFreshRenderIsWhateverIsEditedAndKeepsWhatStays) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    testing::RandomTrees trees(seed);
    auto spec = trees.make(4);
    RegionOnPage region(trees.node(spec));
    for (int step = 0; step < 12; ++step) {
      const bool is_reworded = step % 3 == 2;
      const Elements before = elements_in(region.dom.items());
      is_reworded ? trees.reword(spec) : trees.edit(spec, 4);
      const Node now = trees.node(spec);
      ASSERT_NO_THROW(region.show(now)) << "seed " << seed << " step " << step;
      RegionOnPage other(now);
      ASSERT_EQ(region.dom.text(), other.dom.text()) << "seed " << seed << " step " << step;
      ASSERT_EQ(region.slots(), other.slots()) << "seed " << seed << " step " << step;
      ASSERT_EQ(region.again(), other.again()) << "seed " << seed << " step " << step;
      const Elements after = elements_in(region.dom.items());
      if (is_reworded) {
        ASSERT_EQ(after, before) << "seed " << seed << " step " << step;
      }
      const auto were = by_key(before);
      for (const auto& [key, element] : by_key(after)) {
        const auto found = were.find(key);
        const bool is_to_stay = found != were.end() && found->second.second == element.second;
        ASSERT_TRUE(!is_to_stay || found->second.first == element.first) << key << " seed " << seed << " step " << step;
      }
    }
  }
}

TEST(Tree, NodesThatAreTheVerySameStayAmongWhateverComesAndGoes) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    testing::RandomTrees trees(seed);
    std::mt19937 random(seed);
    std::vector<Node> held;
    for (const char* id : {"one", "two", "three", "four"}) held.push_back(dom::p("id"_a = id, "held"));
    RegionOnPage region(dom::div(held));
    const auto find_all = [&] {
      std::vector<std::shared_ptr<TestDom::Item>> all;
      for (const char* id : {"one", "two", "three", "four"}) all.push_back(region.dom.find("id", id));
      return all;
    };
    const auto before = find_all();
    for (int step = 0; step < 12; ++step) {
      std::vector<Node> all = held;
      for (int i = 0; i < 5; ++i) all.push_back(trees.node(trees.make(1)));
      std::ranges::shuffle(all, random);
      region.show(dom::div(all));
      ASSERT_EQ(find_all(), before) << "seed " << seed << " step " << step;
      ASSERT_EQ(region.dom.text(), fresh(dom::div(all))) << "seed " << seed << " step " << step;
    }
  }
}

}  // namespace
}  // namespace bonito
