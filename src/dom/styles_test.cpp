#include "bonito/dom/styles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dom/recording_slots.hpp"

namespace bonito {
namespace {

using testing::HasSubstr;

TEST(Styles, AreDeclarationsInTheirOrder) {
  EXPECT_EQ((Styles{{"color", "red"}, {"--gap", " 1rem "}}.css(".a")), ".a{color:red;--gap:1rem}");
  EXPECT_EQ((Styles{{"color", "red"}, {"margin", "0"}, {"color", "blue"}}.css(".a")), ".a{margin:0;color:blue}");
  EXPECT_EQ(Styles().css(".a"), "");
}

TEST(Styles, RulesAreRelativeToTheElement) {
  const auto one = [](std::string_view selector) { return Styles().rule(selector, {{"x", "y"}}).css(".a"); };
  EXPECT_EQ(one(":hover"), ".a:hover{x:y}");
  EXPECT_EQ(one("::before"), ".a::before{x:y}");
  EXPECT_EQ(one("& > img"), ".a > img{x:y}");
  EXPECT_EQ(one("td, th"), ".a td,.a th{x:y}");
  EXPECT_EQ(one(":hover, :focus"), ".a:hover,.a:focus{x:y}");
  EXPECT_EQ(one(":is(b, i)"), ".a:is(b, i){x:y}");
  EXPECT_EQ(one(".dark &"), ".dark .a{x:y}");
  EXPECT_EQ(one("&[href=\"a&b,c\"]"), ".a[href=\"a&b,c\"]{x:y}");
  EXPECT_EQ(one("&"), ".a{x:y}");
}

TEST(Styles, AtRulesHoldForTheElementOrASelector) {
  const auto one = [](std::string_view selector) { return Styles().rule(selector, {{"x", "y"}}).css(".a"); };
  EXPECT_EQ(one("@media (max-width: 40em)"), "@media (max-width: 40em){.a{x:y}}");
  EXPECT_EQ(one("@media (max-width: 40em) & > img"), "@media (max-width: 40em){.a > img{x:y}}");
  EXPECT_EQ(one("@starting-style"), "@starting-style{.a{x:y}}");
  EXPECT_EQ(one("@font-face"), "@font-face{x:y}");
  EXPECT_THAT(failure_of([&] { one("@import url(x)"); }), HasSubstr("cannot be a rule of Styles"));
  EXPECT_THAT(failure_of([&] { one("@keyframes x"); }), HasSubstr("cannot be a rule of Styles"));
}

TEST(Styles, ForTheWholePageSelectorsAreAbsolute) {
  const Styles page = Styles{{"color", "red"}}.rule("body, td", {{"margin", "0"}}).rule("@media print", {{"x", "y"}});
  EXPECT_EQ(page.css(""), ":root{color:red}body,td{margin:0}@media print{:root{x:y}}");
}

TEST(Styles, OverKeepsWhatTheDefaultsAloneSay) {
  const Styles defaults = Styles{{"margin-left", "1px"}, {"color", "red"}}.rule(":hover", {{"x", "y"}});
  const Styles mine = Styles{{"margin", "0"}, {"color", "blue"}}.rule(":focus", {{"x", "z"}});
  EXPECT_EQ(mine.over(defaults).css(".a"), ".a{margin-left:1px;margin:0;color:blue}.a:hover{x:y}.a:focus{x:z}");
  EXPECT_EQ(Styles().over(mine), mine);
  EXPECT_EQ(mine.over(Styles()), mine);
}

TEST(Styles, AreEqualWhenTheySayTheSame) {
  EXPECT_EQ((Styles{{"a", "b"}}), Styles::parse(" a : b ; "));
  EXPECT_EQ((Styles{{"a", "b"}}.hash()), Styles::parse("a:b").hash());
  EXPECT_FALSE((Styles{{"a", "b"}} == Styles{{"a", "c"}}));
  EXPECT_FALSE((Styles{{"a", "b"}} == Styles()));
  EXPECT_EQ(Styles::parse(""), Styles());
}

TEST(Styles, AreParsedFromAStyleAttribute) {
  EXPECT_EQ(Styles::parse("color: red; background: url(\"data:image/png;base64,A;B\") ; --x: a:b").declarations(),
            "color:red;background:url(\"data:image/png;base64,A;B\");--x:a:b");
  EXPECT_EQ(Styles::parse("background:url(data:image/png;base64,AA)").declarations(),
            "background:url(data:image/png;base64,AA)");
  EXPECT_THAT(failure_of([] { Styles::parse("color"); }), HasSubstr("no CSS declaration"));
}

TEST(Styles, AValueCannotEndItsDeclaration) {
  for (const char* hostile : {"red; color: blue",
                              "red}",
                              "red{",
                              "</style>",
                              "\"open",
                              "'a\nb'",
                              "(",
                              "calc(1px",
                              "a)",
                              "[a)",
                              "",
                              "  ",
                              "a\\",
                              "\\72 ed",
                              "/* x",
                              "url(a\"b)} body{color:red\"c)",
                              "url(x",
                              "url( '",
                              "\"a\\",
                              "a\x01"}) {
    EXPECT_THAT(failure_of([&] {
                  Styles{{"color", hostile}};
                }),
                HasSubstr("cannot be the value of \"color\""))
        << hostile;
  }
  for (const char* fine : {"red", "\";}{<\"", "'it\\'s'", "calc((1px + 2px) * 3)", "url(a.png)", "url('a;b')",
                           "[a] 1fr [b]", "rgb(1 2 3 / 50%)", "\"\\201C\"", "0 !important"}) {
    EXPECT_EQ(failure_of([&] { Styles{{"color", fine}}; }), "") << fine;
  }
}

TEST(Styles, NamesAndSelectorsCannotEndTheirRule) {
  for (const char* hostile : {"", "co lor", "color:red;x", "1a", "a}"}) {
    EXPECT_THAT(failure_of([&] { Styles{{hostile, "red"}}; }), HasSubstr("cannot be a CSS property")) << hostile;
  }
  for (const char* hostile : {"", ":hover{} body", "a}", "a;b", "</style>", "[a", "/*"}) {
    EXPECT_THAT(failure_of([&] { Styles().rule(hostile, {}); }), HasSubstr("cannot be a CSS selector")) << hostile;
  }
}

TEST(Styles, OnlyDeclarationsAreAStyleAttribute) {
  EXPECT_EQ((Styles{{"a", "b"}, {"c", "d"}}.declarations()), "a:b;c:d");
  EXPECT_THAT(failure_of([] { Styles().rule(":hover", {{"a", "b"}}).declarations(); }), HasSubstr("cannot have rules"));
}

}  // namespace
}  // namespace bonito
