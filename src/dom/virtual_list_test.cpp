#include "bonito/dom/virtual_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bonito/dom/html.hpp"
#include "dom/node_data.hpp"
#include "dom/recording_slots.hpp"
#include "dom/row_layout.hpp"

namespace bonito {
namespace {

using detail::RowLayout;
using detail::RowWindow;
using detail::Scrolled;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(RowLayout, ShowsAScreenMoreOnBothSides) {
  const RowLayout layout(20);
  EXPECT_EQ(layout.window({.top = 0, .height = 190}, 1000), (RowWindow{0, 22, 0}));
  EXPECT_EQ(layout.window({.top = 2010, .height = 190}, 1000), (RowWindow{89, 122, 1780}));
  EXPECT_EQ(layout.window({.top = 20'000 - 190, .height = 190}, 1000), (RowWindow{979, 1000, 19'580}));
}

TEST(RowLayout, OfFewRowsShowsAll) {
  const RowLayout layout(20);
  EXPECT_EQ(layout.window({.top = 0, .height = 500}, 3), (RowWindow{0, 3, 0}));
  EXPECT_EQ(layout.window({.top = 700, .height = 500}, 3), (RowWindow{0, 3, 0})) << "after the list has shrunk";
  EXPECT_EQ(layout.window({}, 0), RowWindow());
  EXPECT_EQ(layout.height({}, 3), 60);
}

TEST(RowLayout, ScalesWhatIsHigherThanAnElementCanBe) {
  const RowLayout layout(20);
  const std::size_t rows = 10'000'000;
  const Scrolled first{.top = 0, .height = 1000}, last{.top = 32e6 - 1000, .height = 1000};
  EXPECT_EQ(layout.height(first, rows), 32e6);
  EXPECT_EQ(layout.window(first, rows), (RowWindow{0, 102, 0}));
  const RowWindow end = layout.window(last, rows);
  EXPECT_EQ(end.last, rows);
  EXPECT_NEAR(end.top + static_cast<double>(end.last - end.first) * 20, 32e6, 0.01) << "the last row ends at the end";
  const Scrolled middle{.top = 16e6 - 500, .height = 1000};
  const RowWindow half = layout.window(middle, rows);
  EXPECT_NEAR(half.top + (5e6 - static_cast<double>(half.first)) * 20, middle.top + 500, 0.01);
}

TEST(RowLayout, LearnsHowHighAnElementCanBe) {
  const RowLayout layout(24);
  const std::size_t rows = 1'000'000;
  const Scrolled known = layout.scrolled({}, rows, 0, 600, 17'895'697);
  EXPECT_EQ(layout.height(known, rows), 17'895'697);
  EXPECT_EQ(layout.window({17'895'697 - 600, 600, known.limit}, rows).last, rows);
  EXPECT_EQ(layout.scrolled({}, rows, 0, 600, 24e6).limit, Scrolled().limit);
  EXPECT_EQ(layout.scrolled({}, rows, 0, 600, 2400).limit, Scrolled().limit) << "it was shorter a moment ago";
}

TEST(RowLayout, IsBoundedWhateverABrowserSays) {
  const RowLayout layout(1);
  const double infinite = std::numeric_limits<double>::infinity();
  for (const double said : {-1.0, 0.0, 1e300, -1e300, infinite, -infinite, std::nan("")}) {
    const RowWindow window = layout.window(layout.scrolled({}, 1'000'000, said, said, said), 1'000'000);
    EXPECT_LE(window.first, window.last);
    EXPECT_LE(window.last, 1'000'000u);
    EXPECT_LE(window.last - window.first, 1500u) << said;
  }
}

// A list as one visitor has it, scrolled as a browser would say it.
class Visit {
 public:
  explicit Visit(const VirtualList& list) : node_(to_node(RecordingSlots().session(), list)) {}
  std::string html() const { return html_of(node_); }
  void scroll(double top, double height) {
    const EventHandler& scrolled = node_.data()->handlers().front();
    scrolled.call(Event(scrolled.options.fields, {Value(top), Value(height), Value(1e6)}));
  }

 private:
  Node node_;
};

TEST(VirtualList, HasTheRowsThatAreNear) {
  Visit visit(VirtualList(1'000'000, 20, [](std::size_t index) { return "row " + std::to_string(index) + "."; }));
  EXPECT_THAT(visit.html(), AllOf(HasSubstr("row 0."), HasSubstr("row 81."), Not(HasSubstr("row 82."))));
  EXPECT_THAT(visit.html(), AllOf(HasSubstr("role=\"list\""), HasSubstr("height:20000000px\""),
                                  HasSubstr("aria-posinset=\"82\" aria-setsize=\"1000000\"")));
  visit.scroll(10'000'000, 200);
  EXPECT_THAT(visit.html(), AllOf(HasSubstr("top:9999780px\""), HasSubstr("row 500000."), Not(HasSubstr("row 499988.")),
                                  Not(HasSubstr("row 0."))));
}

TEST(VirtualList, IsAGridIfAskedFor) {
  Visit visit(VirtualList(3, 20, [](std::size_t index) { return dom::div("role"_a = "cell", index); },
                          {.label = "Numbers", .is_table = true}));
  EXPECT_THAT(visit.html(), AllOf(HasSubstr("role=\"table\" aria-label=\"Numbers\" aria-rowcount=\"3\""),
                                  HasSubstr("role=\"row\" aria-rowindex=\"3\"")));
}

TEST(VirtualList, MakesTheRowsThatComeAndNoOthers) {
  std::vector<std::size_t> made;
  Visit visit(VirtualList(1000, 20, [&](std::size_t index) {
    made.push_back(index);
    return index;
  }));
  visit.scroll(4000, 200);
  visit.html();
  made.clear();
  visit.scroll(4010, 200);
  visit.html();
  EXPECT_THAT(made, ElementsAre());
  visit.scroll(4020, 200);
  visit.html();
  EXPECT_THAT(made, ElementsAre(222));
}

TEST(VirtualList, FollowsItsItems) {
  const ObservableVector<std::string> items{{"a", "b", "c"}};
  int made = 0;
  Visit visit(VirtualList(items, 20, [&](const std::string& item) {
    ++made;
    return "item " + item;
  }));
  EXPECT_THAT(visit.html(), AllOf(HasSubstr("item a"), HasSubstr("item c"), HasSubstr("height:60px")));
  made = 0;
  items.push_back("d");
  items.update(1, [](std::string& item) { item = "B"; });
  EXPECT_THAT(visit.html(), AllOf(HasSubstr("item a"), HasSubstr("item B"), HasSubstr("item d"),
                                  HasSubstr("aria-setsize=\"4\""), HasSubstr("height:80px")));
  EXPECT_LE(made, 2);
  items.clear();
  EXPECT_THAT(visit.html(), Not(HasSubstr("item")));
}

TEST(VirtualList, EachVisitorScrollsAlone) {
  const VirtualList list(1000, 20, [](std::size_t index) { return "row " + std::to_string(index) + "."; });
  Visit one(list), other(list);
  one.scroll(10'000, 200);
  EXPECT_THAT(other.html(), HasSubstr("row 0."));
  EXPECT_TRUE(list == VirtualList(list));
  EXPECT_FALSE(list == VirtualList(3, 20, [](std::size_t index) { return index; }));
}

TEST(VirtualList, IsNoListOfRowsWithoutHeight) {
  EXPECT_THAT(failure_of([] { VirtualList(3, 0, [](std::size_t index) { return index; }); }), HasSubstr("1 pixel"));
}

}  // namespace
}  // namespace bonito
