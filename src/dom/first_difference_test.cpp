#include "dom/first_difference.hpp"

#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"

namespace bonito::detail {
namespace {

using namespace literals;

bool are_same(const Node& before, const Node& now) { return !FirstDifference().in(*before.data(), *now.data()); }

TEST(FirstDifference, WhatSaysTheSameToTheLetterHasNone) {
  const auto content = [] {
    return dom::div("class"_a = "a b", "hidden"_a = true, "title"_a = "t", "lang"_a = std::optional<std::string>(),
                    "text", dom::p("key"_a = 1, 2), dom::fragment("a", dom::b("b")), UnsafeHtml("<i>x</i>"),
                    dom::comment("c"), Node());
  };
  EXPECT_TRUE(are_same(content(), content()));
}

TEST(FirstDifference, ATagAKeyAnAttributeATextOrAChildIsOne) {
  const auto whole = [](const auto& make) { return dom::div(dom::p("a"), make(), dom::p("b")); };
  const auto one = [] { return dom::p("key"_a = "k", "title"_a = "t", "class"_a = "c", "text", UnsafeHtml("<b>")); };
  EXPECT_TRUE(are_same(whole(one), whole(one)));
  const auto differs = [&](const auto& make) { EXPECT_FALSE(are_same(whole(one), whole(make))); };
  differs([] { return dom::h1("key"_a = "k", "title"_a = "t", "class"_a = "c", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "other", "title"_a = "t", "class"_a = "c", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "other", "class"_a = "c", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "lang"_a = "t", "class"_a = "c", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "title"_p = "t", "class"_a = "c", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "t", "class"_a = "other", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "t", "text", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "t", "class"_a = "c", "other", UnsafeHtml("<b>")); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "t", "class"_a = "c", "text", UnsafeHtml("<i>")); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "t", "class"_a = "c", "text"); });
  differs([] { return dom::p("key"_a = "k", "title"_a = "t", "class"_a = "c", "text", UnsafeHtml("<b>"), "more"); });
  differs([] { return Node(); });
}

TEST(FirstDifference, WhatLivesOrIsHeardOrKnownToScriptsIsNeverTheSame) {
  const Observable<std::string> live("x");
  const auto differs = [](const auto& make) { EXPECT_FALSE(are_same(dom::div(make()), dom::div(make()))); };
  differs([&] { return dom::p(live); });
  differs([&] { return dom::p("title"_a = live); });
  differs([&] { return dom::p("class"_a = Classes(live)); });
  differs([] { return dom::p(on_click([] {})); });
  differs([] { return dom::p(on_click(js("x()"))); });
  differs([] { return dom::p(js("x()")); });
  const Node held = dom::p("x"), like_it = dom::p("x");
  EXPECT_FALSE(are_same(dom::div(held), dom::div(like_it)));
  EXPECT_TRUE(are_same(dom::div(held), dom::div(held)));
}

TEST(FirstDifference, IsToldFromTheSameWalkForEachElementOnTheWayToIt) {
  const auto content = [](int n) { return dom::ul(dom::li("a"), dom::li("b"), dom::li(dom::b("c"), dom::i(n))); };
  const Node before = content(1), now = content(2);
  const auto child = [](const Node& node, std::size_t i) -> const NodeData& {
    return *std::get<Node>(node.data()->children.at(i)).data();
  };
  FirstDifference first;
  EXPECT_EQ(first.in(*before.data(), *now.data()), 2u);
  EXPECT_EQ(first.in(child(before, 2), child(now, 2)), 1u);
  EXPECT_EQ(first.in(child(before, 2), child(now, 2)), 1u) << "asked again, it walks again";
  EXPECT_EQ(first.in(child(before, 0), child(now, 0)), std::nullopt);
  EXPECT_EQ(first.in(child(before, 0), child(now, 1)), 0u);
}

}  // namespace
}  // namespace bonito::detail
