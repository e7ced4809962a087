#include "bonito/dom/when.hpp"

#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
#include "dom/recording_slots.hpp"

namespace bonito {
namespace {

TEST(When, ShowsOneThingOrTheOther) {
  const Observable<bool> open{true};
  const Node node = dom::div(when(open, dom::b("open"), "closed"));
  EXPECT_EQ(html_of(node), "<div><!--r:1--><b>open</b><!--/r--></div>");
  open.set(false);
  EXPECT_EQ(html_of(node), "<div><!--r:1-->closed<!--/r--></div>");
}

TEST(When, ShowsNothingUnlessItIsSaidWhat) {
  const Observable<bool> open{false};
  EXPECT_EQ(html_of(when(open, "open").get()), "");
}

TEST(When, CallsFunctionsOnlyWhenTheirResultComesToBeShown) {
  const Observable<bool> open{false};
  int calls = 0;
  const auto shown = when(open, [&] { return ++calls; });
  EXPECT_EQ(calls, 0);
  open.set(true);
  open.set(true);
  EXPECT_EQ(calls, 1);
  open.set(false);
  open.set(true);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(html_of(shown.get()), "2");
}

TEST(When, ChangesOnlyWhenTheBoolDoes) {
  const Observable<bool> open{true};
  const auto shown = when(open, dom::b("open"));
  int changes = 0;
  const auto heard = shown.on([&] { ++changes; });
  open.set(true);
  EXPECT_EQ(changes, 0);
  open.set(false);
  EXPECT_EQ(changes, 1);
}

TEST(When, GivesTheSameNodeEachTime) {
  const Observable<bool> open{true};
  const Node node = dom::b("open");
  const auto shown = when(open, node);
  EXPECT_EQ(shown.get().data(), node.data());
  open.set(false);
  open.set(true);
  EXPECT_EQ(shown.get().data(), node.data());
}

}  // namespace
}  // namespace bonito
