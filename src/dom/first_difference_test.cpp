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
  const auto begin_with = [&](const NodeData& one, const NodeData& other) {
    return first.in(one, other).value().first;
  };
  EXPECT_EQ(begin_with(*before.data(), *now.data()), 2u);
  EXPECT_EQ(begin_with(child(before, 2), child(now, 2)), 1u);
  EXPECT_EQ(begin_with(child(before, 2), child(now, 2)), 1u) << "asked again, it walks again";
  EXPECT_FALSE(first.in(child(before, 0), child(now, 0)));
  EXPECT_EQ(begin_with(child(before, 0), child(now, 1)), 0u);
}

// What differs between two lists, whose elements are given as letters and texts as digits.
std::pair<std::string, std::string> differing(std::string_view before, std::string_view now) {
  const auto list = [](std::string_view items) {
    std::vector<Node> all;
    for (const char item : items) {
      const std::string text(1, item);
      all.push_back(item < 'a' ? dom::fragment(text) : dom::li(text));
    }
    return dom::ul(all);
  };
  const Node one = list(before), other = list(now);
  const auto found = FirstDifference().in(*one.data(), *other.data()).value();
  return {std::string(before.substr(found.first, before.size() - found.first - found.last)),
          std::string(now.substr(found.first, now.size() - found.first - found.last))};
}

TEST(FirstDifference, LeavesOutElementsThatBothBeginAndEndWith) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(differing("abcde", "abxde"), Pair("c", "x"));
  EXPECT_EQ(differing("abcde", "abde"), Pair("c", ""));
  EXPECT_EQ(differing("abde", "abxde"), Pair("", "x"));
  EXPECT_EQ(differing("aaa", "aa"), Pair("a", ""));
  EXPECT_EQ(differing("aa", "aaa"), Pair("", "a"));
  EXPECT_EQ(differing("abc", "xbc"), Pair("a", "x"));
  EXPECT_EQ(differing("abc", "abx"), Pair("c", "x"));
  EXPECT_EQ(differing("b", "ab"), Pair("", "a"));
  EXPECT_EQ(differing("", "ab"), Pair("", "ab"));
  EXPECT_EQ(differing("abc", "cab"), Pair("abc", "cab"));
}

TEST(FirstDifference, LeavesOutNoTextsAsTheyGoOnInTheirNeighbours) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(differing("a1b", "a1x"), Pair("1b", "1x"));
  EXPECT_EQ(differing("ab1c", "ax1c"), Pair("b1", "x1"));
  EXPECT_EQ(differing("12", "13"), Pair("12", "13"));
}

TEST(FirstDifference, AnElementWhoseAttributesDifferHasTheSameChildrenAtTheEnd) {
  const Node before = dom::ul("id"_a = "a", dom::li("x"), dom::li("y"));
  const Node now = dom::ul("id"_a = "b", dom::li("x"), dom::li("y"));
  const auto found = FirstDifference().in(*before.data(), *now.data()).value();
  EXPECT_EQ(found.first, 0u);
  EXPECT_EQ(found.last, 2u);
}

}  // namespace
}  // namespace bonito::detail
