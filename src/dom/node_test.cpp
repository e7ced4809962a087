#include "bonito/dom/node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
#include "bonito/dom/svg.hpp"
#include "dom/node_data.hpp"
#include "dom/recording_slots.hpp"

namespace bonito {
namespace {

using testing::HasSubstr;

TEST(Key, IsTextOrANumberAndNotInTheMarkup) {
  const Node row = dom::tr("class"_a = "row", "key"_a = "a <b>", "id"_a = "x");
  EXPECT_EQ(row.data()->key(), "a <b>");
  EXPECT_EQ(to_html(row).find("key"), std::string::npos);
  EXPECT_EQ(dom::p("key"_a = std::string("text")).data()->key(), "text");
  EXPECT_EQ(dom::p("key"_a = 12).data()->key(), "12");
  EXPECT_EQ(dom::p("key"_a = 0.5).data()->key(), "0.5");
  EXPECT_EQ(svg::g("key"_a = std::uint64_t{1} << 60).data()->key(), "1152921504606846976");
}

TEST(Key, IsNoneUnlessGiven) {
  EXPECT_EQ(dom::p("id"_a = "x").data()->key(), "");
  EXPECT_EQ(dom::p("key"_a = std::optional<int>()).data()->key(), "");
  EXPECT_EQ(dom::p("key"_p = "a property").data()->key(), "");
}

TEST(Key, TheLaterOfTwoHolds) {
  EXPECT_EQ(dom::p("key"_a = 1, "KEY"_a = 2).data()->key(), "2");
  EXPECT_EQ(dom::p("key"_a = 1, "key"_a = std::optional<int>()).data()->key(), "");
}

TEST(Key, IsRefusedIfItCouldChange) {
  const Attribute live("key", make_live(Observable<int>(1)));
  EXPECT_THAT(failure_of([&] { dom::p(live); }), HasSubstr("it is text or a number"));
}

TEST(Key, OfAFragmentIsThatOfWhateverStandsInIt) {
  const Node inner = dom::p("x");
  const Node node = dom::keyed("7", inner);
  EXPECT_EQ(node.tag(), "");
  EXPECT_EQ(node.data()->key(), "7");
  ASSERT_EQ(node.data()->children.size(), 1u);
  EXPECT_EQ(std::get<Node>(node.data()->children.front()).data(), inner.data());
  EXPECT_EQ(to_html(node), "<p>x</p>");
}

}  // namespace
}  // namespace bonito
