#include "dom/start_tag.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
#include "bonito/dom/svg.hpp"
#include "dom/recording_slots.hpp"

namespace bonito {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Kind = SlotGiver::Kind;
using namespace std::chrono_literals;

struct Picture {
  std::string url;
};
std::function<std::string(Session&)> to_attribute_value(const Picture& picture) {
  return [url = picture.url](Session&) { return url; };
}

TEST(Attributes, AreTextNumbersAndBools) {
  EXPECT_EQ(
      to_html(dom::input("type"_a = "range", "max"_a = 100, "step"_a = 0.5, "disabled"_a = true, "hidden"_a = false)),
      "<input type=\"range\" max=\"100\" step=\"0.5\" disabled>");
  EXPECT_EQ(to_html(dom::p("id"_a = std::string("x"), "title"_a = std::optional<std::string>(),
                           "lang"_a = std::optional("en"))),
            "<p id=\"x\" lang=\"en\"></p>");
  EXPECT_EQ(to_html(dom::a("download"_a = true, "data-x"_a = "")), "<a download data-x=\"\"></a>");
}

TEST(Attributes, AriaBoolsAreWords) {
  EXPECT_EQ(to_html(dom::p("aria-hidden"_a = false, "draggable"_a = true)),
            "<p aria-hidden=\"false\" draggable=\"true\"></p>");
  EXPECT_EQ(html_of(dom::p("aria-busy"_a = Observable<bool>(true))),
            "<p aria-busy=\"true\" data-b=\"a1,aria-busy\"></p>");
  EXPECT_EQ(html_of(dom::p("aria-busy"_a = Observable<std::optional<bool>>())), "<p data-b=\"a1,aria-busy\"></p>");
}

TEST(Attributes, TheLaterOfTwoHolds) {
  EXPECT_EQ(to_html(dom::p("id"_a = "a", "title"_a = "t", "ID"_a = "b")), "<p title=\"t\" ID=\"b\"></p>");
  EXPECT_EQ(to_html(dom::p("id"_a = "a", "id"_a = std::optional<int>())), "<p></p>");
}

TEST(Attributes, AreEscaped) {
  EXPECT_EQ(to_html(dom::p("title"_a = "\"><script>&\r\n'")),
            "<p title=\"&quot;&gt;&lt;script&gt;&amp;&#13;\n'\"></p>");
  EXPECT_EQ(to_html(dom::iframe("srcdoc"_a = UnsafeHtml("<p>&amp;\"</p>"))),
            "<iframe srcdoc=\"&lt;p&gt;&amp;amp;&quot;&lt;/p&gt;\"></iframe>");
}

TEST(Attributes, ADangerousAddressIsBlocked) {
  EXPECT_EQ(to_html(dom::a("href"_a = " JavaScript:alert(1)")), "<a href=\"about:blank#blocked\"></a>");
  EXPECT_EQ(to_html(dom::form("action"_a = "java\nscript:x")), "<form action=\"about:blank#blocked\"></form>");
  EXPECT_EQ(to_html(svg::a("xlink:href"_a = "vbscript:x")), "<a xlink:href=\"about:blank#blocked\"></a>");
  EXPECT_EQ(html_of(dom::img("src"_a = Picture{"javascript:x"})), "<img src=\"about:blank#blocked\">");
  EXPECT_EQ(to_html(dom::p("title"_a = "javascript: the good parts")), "<p title=\"javascript: the good parts\"></p>");
  EXPECT_THAT(failure_of([] { to_html(svg::svg(svg::set("attributeName"_a = " HREF"))); }), HasSubstr("animation"));
  EXPECT_THAT(failure_of([] { html_of(svg::animate("attributeName"_a = Observable<std::string>("x"))); }),
              HasSubstr("live"));
}

TEST(Attributes, OfYourOwnTypesAreAskedForWhenThePageIsRendered) {
  EXPECT_EQ(html_of(dom::img("src"_a = Picture{"a.png"})), "<img src=\"a.png\">");
}

TEST(Attributes, LiveOnesHaveASlotAndTheirFirstValue) {
  RecordingSlots slots;
  EXPECT_EQ(
      slots.html(dom::a("title"_a = Observable<std::string>("\"x\""), "tabindex"_a = Observable<int>(3),
                        "href"_a = Observable<std::string>("javascript:x"), "hidden"_a = Observable<bool>(true),
                        "download"_a = Observable<bool>(false), "lang"_a = Observable<std::optional<std::string>>())),
      "<a title=\"&quot;x&quot;\" tabindex=\"3\" href=\"about:blank#blocked\" hidden"
      " data-b=\"a1,title a2,tabindex a3,href a4,hidden a5,download a6,lang\"></a>");
  EXPECT_THAT(slots.kinds, ElementsAre(Kind::attribute, Kind::attribute, Kind::url, Kind::attribute, Kind::attribute,
                                       Kind::attribute));
}

TEST(Attributes, LiveStatesOfFormElementsAreProperties) {
  RecordingSlots slots;
  EXPECT_EQ(slots.html(dom::input("VALUE"_a = Observable<int>(3), "checked"_a = Observable<bool>(true),
                                  "indeterminate"_a = Observable<bool>(true))),
            "<input VALUE=\"3\" checked data-b=\"p1,value p2,checked p3,indeterminate\">");
  EXPECT_THAT(slots.kinds, ElementsAre(Kind::property, Kind::property, Kind::property));
  EXPECT_EQ(html_of(dom::details("open"_a = Observable<bool>(true))), "<details open data-b=\"p1,open\"></details>");
  EXPECT_EQ(html_of(dom::video("muted"_a = Observable<bool>(false))), "<video data-b=\"p1,muted\"></video>");
  EXPECT_EQ(html_of(dom::option("selected"_a = Observable<bool>(true))),
            "<option selected data-b=\"p1,selected\"></option>");
  EXPECT_EQ(html_of(dom::li("value"_a = Observable<int>(3))), "<li value=\"3\" data-b=\"a1,value\"></li>");
}

TEST(Attributes, PropertiesAreNotInTheMarkup) {
  RecordingSlots slots;
  EXPECT_EQ(slots.html(dom::video("playbackRate"_p = Observable<double>(2), "currentTime"_p = 3)),
            "<video data-b=\"p1,playbackRate p2,currentTime\"></video>");
  EXPECT_EQ(slots.lives[1]->text(slots.lives[1]->snapshot()), "3");
  EXPECT_EQ(html_of(dom::element("my-chart", "data"_p = std::vector<double>{1})),
            "<my-chart data-b=\"p1,data\"></my-chart>");
  EXPECT_THAT(failure_of([] { html_of(dom::object("data"_p = "x")); }), HasSubstr("use the attribute"));
}

TEST(Attributes, ClassesGather) {
  EXPECT_EQ(to_html(dom::p("class"_a = "a b", "class"_a = Classes{"c", {"d", true}, {"e", false}})),
            "<p class=\"a b c d\"></p>");
  EXPECT_EQ(to_html(dom::p("class"_a = "")), "<p></p>");
}

TEST(Attributes, ALiveClassKeepsTheFixedOnes) {
  Observable<bool> active{false};
  RecordingSlots slots;
  EXPECT_EQ(
      slots.html(dom::p("class"_a = Classes{"row", {"active", active}}, "class"_a = "x", "style"_a = "color: red")),
      "<p class=\"row x s1\" data-b=\"a1,class\"></p>");
  EXPECT_EQ(slots.sheet, ".s1{color:red}");
  active.set(true);
  EXPECT_EQ(slots.lives[0]->text(slots.lives[0]->snapshot()), "row x s1 active");
}

TEST(Attributes, AStaticStyleIsAClassOfThePagesSheet) {
  RecordingSlots slots;
  EXPECT_EQ(
      slots.html(dom::p("style"_a = Styles{{"color", "red"}}.rule(":hover", {{"color", "blue"}}), "class"_a = "a")),
      "<p class=\"a s1\"></p>");
  EXPECT_EQ(slots.sheet, ".s1{color:red}.s1:hover{color:blue}");
  EXPECT_EQ(html_of(dom::p("style"_a = "")), "<p></p>");
}

TEST(Attributes, SeveralStylesAreOneInWhichTheLaterCountsMore) {
  RecordingSlots slots;
  slots.html(dom::p("style"_a = Styles{{"color", "red"}, {"margin", 0}}, "style"_a = "color: blue; padding: 0"));
  EXPECT_EQ(slots.sheet, ".s1{margin:0;color:blue;padding:0}");
  EXPECT_EQ(slots.html(dom::p("style"_a = "color: red", "style"_a = std::optional<std::string>())),
            "<p class=\"s2\"></p>")
      << "one that is absent takes nothing away";
}

TEST(Attributes, ALiveStyleStandsAboveFixedOnesBeforeIt) {
  RecordingSlots slots;
  const auto red = "style"_a = Styles{{"color", "red"}};
  EXPECT_EQ(slots.html(dom::p(red, "style"_a = Observable<std::string>("color: blue"))),
            "<p class=\"s1\" data-style=\"color: blue\" data-b=\"a1,style\"></p>");
  EXPECT_EQ(slots.html(dom::p(red, "style"_a = Observable<Styles>(Styles{{"width", "3px"}}))),
            "<p class=\"o2 s3\" data-style=\"width:3px\" data-b=\"a2,style\"></p>");
}

TEST(Attributes, AStyleAfterALiveOneIsRefused) {
  const auto live = "style"_a = Observable<std::string>("color: blue");
  const auto live_rules = "style"_a = Observable<Styles>(Styles{{"width", "3px"}});
  for (const auto& later : {"style"_a = Styles{{"color", "red"}}, live, live_rules}) {
    for (const auto& earlier : {live, live_rules}) {
      EXPECT_THAT(failure_of([&] { html_of(dom::p(earlier, later)); }), HasSubstr("write the live one last"));
    }
  }
}

TEST(Attributes, ALiveStyleStartsInItsDataAttribute) {
  EXPECT_EQ(html_of(dom::p("style"_a = Observable<std::string>("color: \"red\""))),
            "<p data-style=\"color: &quot;red&quot;\" data-b=\"a1,style\"></p>");
  RecordingSlots slots;
  Observable<Styles> live(Styles{{"width", "3px"}});
  EXPECT_EQ(slots.html(dom::p("style"_a = live)), "<p class=\"o1\" data-style=\"width:3px\" data-b=\"a1,style\"></p>");
  live.set(Styles{{"width", "4px"}, {"color", "red"}});
  EXPECT_EQ(slots.lives[0]->text(slots.lives[0]->snapshot()), "width:4px;color:red");
}

TEST(Attributes, LiveStylesWithRulesAreASheetForTheElementsOwnClass) {
  RecordingSlots slots;
  Observable<Styles> live(Styles{{"width", "3px"}}.rule(":hover", {{"width", "4px"}}));
  EXPECT_EQ(slots.html(dom::p("style"_a = live, "class"_a = "a")),
            "<p class=\"a o1\" data-rules=\".o1{width:3px}.o1:hover{width:4px}\" data-b=\"a1,style\"></p>");
  const auto value = [&] { return slots.lives[0]->value(slots.lives[0]->snapshot()); };
  live.set(Styles().rule("b", {{"color", "red"}}));
  EXPECT_EQ(value(), (Value::List{".o1 b{color:red}"}));
  live.set(Styles{{"color", "red"}});
  EXPECT_EQ(value(), "color:red");
}

TEST(Handlers, AreTokensWithFlagsAndFields) {
  const auto ignore = [](const Event&) {};
  EXPECT_EQ(html_of(dom::p(on_click([] {}))), "<p data-b=\"e1,click\"></p>");
  EXPECT_EQ(html_of(dom::p(on("click", ignore, {.fields = {"a", "b.c"}}))), "<p data-b=\"e1,click,,a,b.c\"></p>");
  EXPECT_EQ(html_of(dom::p(on("keydown", ignore, {.prevent_default = true, .stop_propagation = true}))),
            "<p data-b=\"e1,keydown,ps\"></p>");
  EXPECT_EQ(html_of(dom::p(on("x", ignore, {.fields = {"k"}, .debounce = 30ms, .throttle = 50ms}))),
            "<p data-b=\"e1,x,d30t50,k\"></p>");
  EXPECT_EQ(html_of(dom::input("id"_a = Observable<int>(1), on_input([](int) {}), on_change([](bool) {}))),
            "<input id=\"1\" data-b=\"a1,id e2,input,,value e3,change,,checked\">");
}

TEST(Handlers, TellWhichEventsAreMeant) {
  const EventOptions all = {.self = true, .window = true, .capture = true, .once = true, .prevent_default = true};
  EXPECT_EQ(html_of(dom::p(on(
                "x", [] {}, all))),
            "<p data-b=\"e1,x,piwco\"></p>");
  EXPECT_EQ(html_of(dom::p(on_click([] {}, {.fields = {"id"}, .closest = "li, a > b[title=\"5%\"]"}))),
            "<p data-b=\"e1,click,,@li%2C%20a%20&gt;%20b[title=&quot;5%25&quot;],id\"></p>");
  EXPECT_EQ(html_of(dom::p(on("keydown", [] {}, {.fields = {"key"}, .keys = {"Mod+,", "Space", "Control++"}}))),
            "<p data-b=\"e1,keydown,,+Mod+%2C,+%20,+Control++,key\"></p>");
}

}  // namespace
}  // namespace bonito
