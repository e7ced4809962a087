#include "bonito/dom/keyed_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "bonito/dom/html.hpp"
#include "dom/node_data.hpp"
#include "dom/recording_slots.hpp"
#include "dom/tree_fixture.hpp"

namespace bonito {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Todo {
  int id = 0;
  std::string text;
};
struct EqualTodo {
  int id = 0;
  std::string text;
  bool operator==(const EqualTodo&) const = default;
};
struct Card {
  int id = 0;
};
Node to_node(Session&, const Card& card) { return dom::b(card.id); }

// What is shown now: each item's key, and its node.
struct Shown {
  std::vector<std::string> keys;
  std::vector<const void*> nodes;
};
Shown shown(const KeyedList& list) {
  Shown all;
  const Node node = list.observable().get();
  for (const auto& child : node.data()->children) {
    const auto& data = std::get<Node>(child).data();
    all.keys.push_back(data->key());
    all.nodes.push_back(data.get());
  }
  return all;
}

Node item_of(const Todo& todo) { return dom::li(todo.text); }

TEST(KeyedList, IsAChildThatShowsItsItems) {
  const ObservableVector<Todo> todos{{1, "a"}, {2, "b"}};
  const KeyedList list(todos, &Todo::id, item_of);
  EXPECT_EQ(html_of(dom::ul(list)), "<ul><!--r:1--><li>a</li><li>b</li><!--/r--></ul>");
  EXPECT_THAT(shown(list).keys, ElementsAre("1", "2"));
  todos.push_back({3, "<c>"});
  EXPECT_EQ(html_of(dom::ul(list)), "<ul><!--r:1--><li>a</li><li>b</li><li>&lt;c&gt;</li><!--/r--></ul>");
  todos.clear();
  EXPECT_EQ(html_of(dom::ul(list)), "<ul><!--r:1--><!--/r--></ul>");
}

TEST(KeyedList, ShowsAnObservableOfAVectorToo) {
  const Observable<std::vector<Todo>> todos({{1, "a"}});
  const KeyedList list(
      todos, [](const Todo& todo) { return "todo " + std::to_string(todo.id); }, item_of);
  EXPECT_THAT(shown(list).keys, ElementsAre("todo 1"));
  todos.set({{7, "x"}, {1, "a"}});
  EXPECT_THAT(shown(list).keys, ElementsAre("todo 7", "todo 1"));
}

TEST(KeyedList, ItsNodesAreTheSameForItemsThatAreTheSameWhereverTheyGo) {
  const ObservableVector<Todo> todos{{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}};
  int renders = 0;
  const KeyedList list(todos, &Todo::id, [&](const Todo& todo) {
    ++renders;
    return item_of(todo);
  });
  const auto before = shown(list);
  const auto at = [&](std::size_t i) { return before.nodes[i]; };
  todos.move(3, 0);
  EXPECT_THAT(shown(list).nodes, ElementsAre(at(3), at(0), at(1), at(2)));
  todos.erase(1);
  EXPECT_THAT(shown(list).nodes, ElementsAre(at(3), at(1), at(2)));
  todos.swap(0, 2);
  EXPECT_THAT(shown(list).nodes, ElementsAre(at(2), at(1), at(3)));
  EXPECT_EQ(renders, 4);
  todos.insert(1, {9, "new"});
  todos.update(0, [](Todo& todo) { todo.text = "changed"; });
  const auto after = shown(list);
  EXPECT_THAT(after.keys, ElementsAre("2", "9", "1", "3"));
  EXPECT_NE(after.nodes[0], at(2));
  EXPECT_EQ(after.nodes[2], at(1));
  EXPECT_EQ(after.nodes[3], at(3));
  EXPECT_EQ(renders, 6);
}

TEST(KeyedList, ItsElementsStayOnThePageWhereverTheyGo) {
  const ObservableVector<Todo> todos{{0, "a"}, {1, "b"}, {2, "c"}};
  const KeyedList list(todos, &Todo::id, [](const Todo& todo) { return dom::li("id"_a = todo.id, todo.text); });
  testing::RegionOnPage page(list.observable().get());
  const auto first = page.dom.find("id", "0");
  const auto last = page.dom.find("id", "2");
  todos.move(2, 0);
  todos.update(1, [](Todo& todo) { todo.text = "changed"; });
  todos.erase(2);
  page.show(list.observable().get());
  EXPECT_EQ(page.dom.find("id", "0"), first);
  EXPECT_EQ(page.dom.find("id", "2"), last);
  EXPECT_EQ(page.dom.text(), testing::RegionOnPage(list.observable().get()).dom.text());
  EXPECT_EQ(page.show(list.observable().get()), 0u);
}

TEST(KeyedList, AChangeOfALongListCostsLittleMoreThanItsRow) {
  const ObservableVector<Todo> todos;
  for (int i = 0; i < 1000; ++i) todos.push_back({i, "row"});
  const KeyedList list(todos, &Todo::id, [](const Todo& todo) { return dom::li(todo.id, todo.text); });
  testing::RegionOnPage page(list.observable().get());
  const auto bytes = [&] {
    const auto sent = page.show(list.observable().get());
    EXPECT_EQ(page.dom.text(), testing::RegionOnPage(list.observable().get()).dom.text());
    return sent;
  };
  const std::string large(10'000, 'x');
  todos.push_back({1000, large});
  EXPECT_LE(bytes(), large.size() + 100);
  todos.update(500, [&](Todo& todo) { todo.text = large; });
  EXPECT_LE(bytes(), large.size() + 100);
  todos.erase(500);
  EXPECT_LE(bytes(), 100u);
  todos.move(900, 100);
  EXPECT_LE(bytes(), 100u);
  todos.swap(1, 998);
  EXPECT_LE(bytes(), 100u);
}

TEST(KeyedList, ItemsWithAnEqualityAreShownAnewWhenTheyDiffer) {
  const Observable<std::vector<EqualTodo>> todos({{1, "a"}, {2, "b"}});
  const KeyedList list(todos, &EqualTodo::id, [](const EqualTodo& todo) { return todo.text; });
  const auto before = shown(list);
  todos.set({{2, "b"}, {1, "changed"}});
  const auto after = shown(list);
  EXPECT_EQ(after.nodes[0], before.nodes[1]);
  EXPECT_NE(after.nodes[1], before.nodes[0]);

  const ObservableVector<EqualTodo> shared{{1, "a"}, {2, "b"}};
  const KeyedList same(shared, &EqualTodo::id, [](const EqualTodo& todo) { return todo.text; });
  const auto first = shown(same);
  shared.set({{1, "a"}, {2, "b"}});
  EXPECT_EQ(shown(same).nodes, first.nodes);
}

TEST(KeyedList, ItemsInAVectorWithoutAnEqualityAreShownAnewAtEachChange) {
  const Observable<std::vector<Todo>> todos({{1, "a"}});
  const KeyedList list(todos, &Todo::id, item_of);
  const auto before = list.observable().get();
  todos.notify();
  const auto after = list.observable().get();
  EXPECT_NE(std::get<Node>(before.data()->children[0]).data(), std::get<Node>(after.data()->children[0]).data());
}

TEST(KeyedList, AKeyThatGoesAndComesBackIsShownAnew) {
  const ObservableVector<Todo> todos{{1, "a"}, {2, "b"}};
  int renders = 0;
  const KeyedList list(todos, &Todo::id, [&](const Todo&) { return ++renders; });
  const auto item = todos.at(1);
  todos.erase(1);
  todos.push_back(*item);
  EXPECT_EQ(renders, 3);
}

TEST(KeyedList, TwoItemsOfOneKeyAreRefusedAndWhatIsShownStays) {
  const ObservableVector<Todo> todos{{1, "a"}, {2, "b"}, {3, "c"}};
  const KeyedList list(todos, &Todo::id, item_of);
  const auto before = shown(list);
  EXPECT_THAT(failure_of([&] {
                todos.insert(1, {3, "again"});
              }),
              HasSubstr("items at 1 and 3 of a KeyedList have the same key, \"3\""));
  EXPECT_THAT(failure_of([&] { todos.insert(0, {2, "again"}); }), HasSubstr("items at 0 and 3"));
  EXPECT_EQ(shown(list).nodes, before.nodes);
  EXPECT_THAT(failure_of([&] { KeyedList(todos, &Todo::id, item_of); }), HasSubstr("the same key"));
  todos.erase_if([](const Todo& todo) { return todo.text == "again"; });
  EXPECT_EQ(shown(list).nodes, before.nodes);

  const Observable<std::vector<Todo>> equal({{4, ""}});
  const KeyedList other(equal, &Todo::id, item_of);
  EXPECT_THAT(failure_of([&] { equal.set({{4, ""}, {5, ""}, {5, ""}}); }), HasSubstr("items at 1 and 2"));
  EXPECT_THAT(failure_of([&] { equal.set({{4, ""}, {4, ""}}); }), HasSubstr("items at 0 and 1"));
}

TEST(KeyedList, AnEmptyKeyIsRefused) {
  const ObservableVector<Todo> todos{{1, "a"}, {2, ""}};
  EXPECT_THAT(failure_of([&] { KeyedList(todos, &Todo::text, item_of); }), HasSubstr("item at 1"));
}

TEST(KeyedList, WhatRenderThrowsReachesWhoeverChangedTheListAndTheNextChangeIsRight) {
  const ObservableVector<Todo> todos{{1, "a"}};
  const KeyedList list(todos, &Todo::id, [](const Todo& todo) {
    if (todo.text == "bad") throw std::runtime_error("bad");
    return item_of(todo);
  });
  const auto before = shown(list);
  EXPECT_THROW(batch([&] {
                 todos.insert(0, {2, "b"});
                 todos.push_back({3, "bad"});
               }),
               std::runtime_error);
  EXPECT_EQ(shown(list).nodes, before.nodes);
  todos.update(2, [](Todo& todo) { todo.text = "good"; });
  EXPECT_THAT(shown(list).keys, ElementsAre("2", "1", "3"));
  EXPECT_EQ(shown(list).nodes[1], before.nodes[0]);
}

TEST(KeyedList, MakesItemsForEachSessionIfRenderAsksForIt) {
  RecordingSlots slots;
  const ObservableVector<Todo> todos{{1, "a"}};
  const KeyedList list(todos, &Todo::id, [&](Session& session, const Todo& todo) {
    EXPECT_EQ(&session, &slots.session());
    return todo.text;
  });
  todos.push_back({2, "b"});
  EXPECT_EQ(slots.html(dom::p(list)), "<p><!--r:1-->ab<!--/r--></p>");
  const Observable<std::vector<Todo>> in_place({{1, "c"}});
  const KeyedList other(in_place, &Todo::id, [](Session&, const Todo& todo) { return dom::i(todo.text); });
  EXPECT_EQ(slots.html(dom::p(other)), "<p><!--r:2--><i>c</i><!--/r--></p>");
}

TEST(KeyedList, ShowsItemsAsTheyAreWithoutARender) {
  const ObservableVector<Card> cards{{1}, {2}};
  EXPECT_EQ(html_of(dom::p(KeyedList(cards, &Card::id))), "<p><!--r:1--><b>1</b><b>2</b><!--/r--></p>");
  const Observable<std::vector<std::string>> names({"x", "y"});
  EXPECT_EQ(html_of(dom::p(KeyedList(names, std::identity()))), "<p><!--r:1-->xy<!--/r--></p>");
}

TEST(KeyedList, MayHoldListsOfItsOwn) {
  struct Group {
    int id = 0;
    ObservableVector<Todo> todos;
  };
  const ObservableVector<Group> groups{{1, {{1, "a"}}}, {2, {{1, "b"}}}};
  const KeyedList list(groups, &Group::id,
                       [](const Group& group) { return dom::ul(KeyedList(group.todos, &Todo::id, item_of)); });
  const auto before = shown(list);
  groups.at(0)->todos.push_back({2, "c"});
  EXPECT_EQ(shown(list).nodes, before.nodes);
  EXPECT_EQ(html_of(dom::p(std::vector{list})),
            "<p><!--r:1--><ul><!--r:2--><li>a</li><li>c</li><!--/r--></ul><ul><!--r:3--><li>b</li><!--/r--></ul>"
            "<!--/r--></p>");
}

TEST(KeyedList, CopiesAreTheSameListAndItHoldsNoMoreThanItShows) {
  const auto probe = std::make_shared<int>(1);
  using Items = std::vector<std::pair<int, std::shared_ptr<int>>>;
  const Observable<Items> items(Items{{1, probe}, {2, nullptr}});
  const KeyedList list(
      items, [](const auto& item) { return item.first; }, [](const auto& item) { return item.first; });
  const KeyedList copy = list;
  EXPECT_TRUE(copy.observable().same_as(list.observable()));
  items.set({{2, nullptr}});
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(KeyedList, IsRightWhenManyThreadsChangeIt) {
  const ObservableVector<Todo> todos;
  const KeyedList list(todos, &Todo::id, item_of);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([=] {
      for (int i = 0; i < 100; ++i) {
        todos.insert(0, {t * 1000 + i, "x"});
        if (i % 3 == 0) todos.erase_if([&](const Todo& todo) { return todo.id == t * 1000 + i; });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<std::string> keys;
  for (const Todo& todo : todos.get()) keys.push_back(std::to_string(todo.id));
  EXPECT_EQ(keys.size(), 4u * 66);
  EXPECT_EQ(shown(list).keys, keys);
}

struct Opaque {};
static_assert(detail::has_equality<std::pair<int, std::vector<std::string>>>());
static_assert(!detail::has_equality<std::pair<int, Opaque>>());
static_assert(!detail::has_equality<std::vector<std::optional<Opaque>>>());
static_assert(!detail::has_equality<std::variant<int, Opaque>>() &&
              detail::has_equality<std::variant<int, EqualTodo>>());
static_assert(Renderable<KeyedList> && Renderable<Observable<KeyedList>>);

}  // namespace
}  // namespace bonito
