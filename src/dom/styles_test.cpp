#include "bonito/dom/styles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
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
  EXPECT_EQ(one("@media [&] & > img"), "@media [&]{.a > img{x:y}}");
  EXPECT_EQ(one("@media (url(]) & )"), "@media (url(]) & ){.a{x:y}}");
  EXPECT_EQ(one("@font-face"), "@font-face{x:y}");
  for (const char* other : {"@import url(x)", "@mediation print", "@keyframes", "@keyframes a b", "@font-face x"}) {
    EXPECT_THAT(failure_of([&] { one(other); }), HasSubstr("cannot be a rule of Styles")) << other;
  }
}

TEST(Styles, RulesOfRulesAreRelativeToThese) {
  const auto nested = [](std::string_view outer, std::string_view inner) {
    return Styles().rule(outer, Styles().rule(inner, {{"x", "y"}})).css(".a");
  };
  EXPECT_EQ(nested("& > li", ":hover"), ".a > li:hover{x:y}");
  EXPECT_EQ(nested("li", "b"), ".a li b{x:y}");
  EXPECT_EQ(nested("li", ".dark &"), ".dark .a li{x:y}");
  EXPECT_EQ(nested(":hover, :focus", "b, i"), ".a:hover b,.a:focus b,.a:hover i,.a:focus i{x:y}");
  EXPECT_EQ(nested("td, th", "& + &"), ":is(.a td,.a th) + :is(.a td,.a th){x:y}");
  EXPECT_EQ(nested("li", "&"), ".a li{x:y}");
  EXPECT_EQ(nested("&", "li"), ".a li{x:y}");
  EXPECT_EQ(nested("[title=\"&\"]", "&[lang=\"a&b\"]"), ".a [title=\"&\"][lang=\"a&b\"]{x:y}");
  EXPECT_EQ(nested(":hover", "@media print"), "@media print{.a:hover{x:y}}");
  EXPECT_EQ(nested("@media print", ":hover"), "@media print{.a:hover{x:y}}");
  EXPECT_EQ(nested("@media print & > li", "b"), "@media print{.a > li b{x:y}}");
  EXPECT_EQ(nested("@supports (gap: 0)", "@media print & > b"), "@supports (gap: 0){@media print{.a > b{x:y}}}");
}

TEST(Styles, RulesInTheSameAtRuleStandInOne) {
  const auto narrow = Styles{{"padding", 0}}.rule(":hover", {{"color", "red"}});
  EXPECT_EQ(Styles().rule("@media (width < 9em)", narrow).rule("b", {{"x", "y"}}).css(".a"),
            "@media (width < 9em){.a{padding:0}.a:hover{color:red}}.a b{x:y}");
}

TEST(Styles, ARuleWithoutDeclarationsIsNone) { EXPECT_TRUE(Styles().rule(":hover", {}).empty()); }

TEST(Styles, KeyframesAreTheElementsOwn) {
  const auto frames = Styles().rule("from, 25.5%", {{"opacity", 0}}).rule("to", {{"opacity", 1}});
  const auto styles = Styles{{"animation", "fade 1s, 2s \"fade\" fade-out"}, {"--x", "fade"}}
                          .rule(":hover", {{"animation-name", "fade"}})
                          .rule("@keyframes fade", frames);
  EXPECT_EQ(styles.css(".a"),
            ".a{animation:a-fade 1s, 2s \"fade\" fade-out;--x:fade}.a:hover{animation-name:a-fade}"
            "@keyframes a-fade{from,25.5%{opacity:0}to{opacity:1}}");
  EXPECT_THAT(Styles().rule("b", {{"animation", "fade 1s"}}).rule("@keyframes fade", frames).css(""),
              HasSubstr("b{animation:fade 1s}@keyframes fade{"));
  EXPECT_EQ((Styles{{"animation", "spin 1s"}}.css(".a")), ".a{animation:spin 1s}");
}

TEST(Styles, KeyframesHaveMomentsAndNothingElse) {
  const auto in_keyframes = [](const Styles& styles) {
    return failure_of([&] { Styles().rule("@keyframes x", styles); });
  };
  EXPECT_THAT(in_keyframes(Styles{{"opacity", 0}}), HasSubstr("has rules for moments and nothing else"));
  for (const char* selector : {"b", "%", "a%", ":hover", "@media print", "from, b"}) {
    EXPECT_THAT(in_keyframes(Styles().rule(selector, {{"opacity", 0}})), HasSubstr("moments")) << selector;
  }
  EXPECT_THAT(failure_of([] { Styles().rule("@page", Styles().rule("b", {{"x", "y"}})); }), HasSubstr("no rules"));
}

TEST(Styles, SeveralFontsAreSeveralRules) {
  const auto font = [](std::string_view name) { return Styles{{"font-family", name}}; };
  const auto fonts = Styles().rule("@font-face", font("a")).rule("@font-face", font("b")).rule("@font-face", font("a"));
  EXPECT_EQ(fonts.css(".a"), "@font-face{font-family:a}@font-face{font-family:b}");
}

TEST(Styles, ValuesMayBeChosenWhereTheProgramRuns) {
  for (const bool is_hot : {true, false}) {
    const Styles styles{{"color", is_hot ? "red" : "tan"}, {"top", is_hot ? "1px" : "20px"}};
    EXPECT_EQ(styles.declarations(), is_hot ? "color:red;top:1px" : "color:tan;top:20px");
  }
}

TEST(Styles, ValuesMayBeNumbers) {
  EXPECT_EQ((Styles{{"opacity", 0.5}, {"z-index", -3}, {"order", 7u}}.declarations()),
            "opacity:0.5;z-index:-3;order:7");
}

// What a page calls an asset of this name.
struct Picture {
  std::string address;
  friend detail::TrustedAddress to_attribute_value(const Picture& picture) {
    return {[address = picture.address](Session&) { return address; }};
  }
};

TEST(Styles, UrlHoldsAnyAddress) {
  EXPECT_EQ((Styles{{"background", url("a b.png") + " no-repeat"}}.declarations()),
            "background:url(\"a b.png\") no-repeat");
  EXPECT_EQ((Styles{{"x", "image-set(" + url("a\"),}\n\\") + " 1x)"}}.declarations()),
            "x:image-set(url(\"a\\\"),}\\0a \\\\\") 1x)");
  EXPECT_EQ((Styles{{"x", url("a")}}), (Styles{{"x", url("a")}}));
  EXPECT_THAT(failure_of([] { Styles{{"x", url("a") + "; y: z"}}; }), HasSubstr("cannot be the value"));
}

TEST(Styles, AnAssetInUrlHasTheAddressThatThePageGivesIt) {
  const auto styles = Styles{{"background", url(Picture{"k-logo.png"}) + ", " + url("a.png")}};
  RecordingSlots slots;
  slots.html(dom::p("style"_a = styles));
  EXPECT_EQ(slots.sheet, ".s1{background:url(\"k-logo.png\"), url(\"a.png\")}");
  EXPECT_THAT(failure_of([&] { styles.declarations(); }), HasSubstr("a live style cannot have one"));
}

TEST(Styles, ForTheWholePageSelectorsAreAbsolute) {
  const Styles page = Styles{{"color", "red"}}.rule("body, td", {{"margin", "0"}}).rule("@media print", {{"x", "y"}});
  EXPECT_EQ(page.css(""), ":root{color:red}body,td{margin:0}@media print{:root{x:y}}");
  const auto links = Styles().rule("a", {{"x", "y"}}).rule(":hover", {{"x", "y"}}).rule(".dark &", {{"x", "y"}});
  EXPECT_EQ(Styles().rule("nav", links).css(""), "nav a{x:y}nav:hover{x:y}.dark nav{x:y}");
  EXPECT_EQ(Styles().rule("@media print", links).css(""), "@media print{a{x:y}:hover{x:y}.dark :root{x:y}}");
}

TEST(Styles, OverKeepsWhatTheDefaultsAloneSay) {
  const Styles defaults = Styles{{"margin-left", "1px"}, {"color", "red"}}.rule(":hover", {{"x", "y"}});
  const Styles mine = Styles{{"margin", "0"}, {"color", "blue"}}.rule(":focus", {{"x", "z"}});
  EXPECT_EQ(mine.over(defaults).css(".a"), ".a{margin-left:1px;margin:0;color:blue}.a:hover{x:y}.a:focus{x:z}");
  const auto print = [](std::string_view color) {
    return Styles().rule("@media print", Styles{{"color", color}, {"margin", 0}}.rule("b", {{"color", color}}));
  };
  EXPECT_EQ(Styles().rule("@media print", Styles().rule("b", {{"color", "red"}})).over(print("blue")).css(".a"),
            "@media print{.a{color:blue;margin:0}.a b{color:red}}");
  const auto fade = [](std::string_view when) {
    return Styles().rule("@keyframes fade", Styles().rule(when, {{"opacity", 0}}));
  };
  EXPECT_EQ(fade("50%").over(fade("from").rule("b", {{"x", "y"}})).css(".a"),
            "@keyframes a-fade{from{opacity:0}50%{opacity:0}}.a b{x:y}");
  EXPECT_EQ(Styles().over(mine), mine);
  EXPECT_EQ(mine.over(Styles()), mine);
}

TEST(Styles, AreEqualWhenTheySayTheSame) {
  EXPECT_EQ((Styles{{"a", "b"}}), Styles::parse(" a : b ; "));
  EXPECT_FALSE((Styles{{"a", "b"}} == Styles{{"a", "c"}}));
  EXPECT_FALSE((Styles{{"a", "b"}} == Styles()));
  EXPECT_EQ(Styles::parse(""), Styles());
  EXPECT_EQ((Styles{{"a", "b"}}.rule("&", {{"c", "d"}})), (Styles{{"a", "b"}, {"c", "d"}}));
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
                              "a\x01",
                              "curl(/*)\"*/);}body{display:none}x{y:\"",
                              "-url(/*)\"*/);}body{display:none}x{y:\"",
                              "1URL(/*)\"*/);}body{display:none}x{y:\"",
                              "_url(/*)",
                              "#url(/*)",
                              "@url(/*)",
                              "\\url(/*)",
                              "\xc3\xa9url(/*)",
                              "\xc2\xa0url(a\"b)};body{display:none}x{y:\")",  // a name for some browsers only
                              "\xc2\xa0url(a)"}) {
    EXPECT_THAT(failure_of([&] {
                  Styles{{"color", hostile}};
                }),
                HasSubstr("cannot be the value of \"color\""))
        << hostile;
  }
  for (const char* fine : {"red", "\";}{<\"", "'it\\'s'", "calc((1px + 2px) * 3)", "url(a.png)", "url('a;b')",
                           " url(x)", "x,url(x)", ",url(x)", "1 URL(a/*.png)", "(url(data:x;y))", "curl(x)",
                           "\xc3\xa9url('x')", "[a] 1fr [b]", "rgb(1 2 3 / 50%)", "\"\\201C\"", "0 !important"}) {
    EXPECT_EQ(failure_of([&] { Styles{{"color", fine}}; }), "") << fine;
  }
}

TEST(Styles, NamesAndSelectorsCannotEndTheirRule) {
  for (const char* hostile : {"", "co lor", "color:red;x", "1a", "a}"}) {
    EXPECT_THAT(failure_of([&] { Styles{{hostile, "red"}}; }), HasSubstr("cannot be a CSS property")) << hostile;
  }
  for (const char* hostile :
       {"", ":hover{} body", "a}", "a;b", "</style>", "[a", "/*", "curl(/*)\"*/){}b[c=\"", "&url(/*)\"*/){}b[c=\""}) {
    EXPECT_THAT(failure_of([&] {
                  Styles().rule(hostile, {{"x", "y"}});
                }),
                HasSubstr("cannot be a CSS selector"))
        << hostile;
  }
}

TEST(Styles, OnlyDeclarationsAreAStyleAttribute) {
  EXPECT_EQ((Styles{{"a", "b"}, {"c", "d"}}.declarations()), "a:b;c:d");
  EXPECT_THAT(failure_of([] {
                Styles().rule(":hover", {{"a", "b"}}).declarations();
              }),
              HasSubstr("these Styles have rules besides"));
}

}  // namespace
}  // namespace bonito
