#include "bonito/dom/html_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
#include "bonito/dom/mathml.hpp"
#include "bonito/dom/svg.hpp"
#include "dom/recording_slots.hpp"

namespace bonito {
namespace {

using testing::HasSubstr;

struct Badge {
  std::string text;
};
Node to_node(Session&, const Badge& badge) { return dom::span("class"_a = "badge", badge.text); }

struct Endless {};
Node to_node(Session&, const Endless& endless) { return dom::fragment(endless); }

TEST(HtmlWriter, WritesElementsWithinEachOther) {
  EXPECT_EQ(to_html(dom::div(dom::h1("Hello"), dom::p("a ", dom::em("b"), " c"))),
            "<div><h1>Hello</h1><p>a <em>b</em> c</p></div>");
}

TEST(HtmlWriter, WritesTextWhereANodeIsAskedForEscaped) {
  const Node literal = "1 < 2";
  const Node text = std::string("a & b");
  EXPECT_EQ(to_html(literal), "1 &lt; 2");
  EXPECT_EQ(to_html(dom::p(text, literal)), "<p>a &amp; b1 &lt; 2</p>");
  static_assert(!std::is_convertible_v<std::nullptr_t, Node> && !std::is_convertible_v<int, Node>);
}

TEST(HtmlWriter, WritesNumbersAndBoolsAsJavaScriptDoes) {
  EXPECT_EQ(to_html(dom::p(1, " ", -2.5, " ", 1e21, " ", 100.0, " ", true, " ", 0.1 + 0.2)),
            "<p>1 -2.5 1e+21 100 true 0.30000000000000004</p>");
}

TEST(HtmlWriter, WritesWhatOptionalsAndRangesHold) {
  const std::vector<std::string> words{"a", "b"};
  EXPECT_EQ(
      to_html(dom::p(words, std::optional<int>(), std::optional<int>(7), std::vector<Node>{dom::b("c"), dom::br()})),
      "<p>ab7<b>c</b><br></p>");
}

TEST(HtmlWriter, TakesAttributesAndHandlersFromRanges) {
  const std::vector<Attribute> attributes{"id"_a = "x", "title"_a = "y"};
  EXPECT_EQ(to_html(dom::p(attributes)), "<p id=\"x\" title=\"y\"></p>");
}

TEST(HtmlWriter, VoidElementsHaveNoEndTag) {
  EXPECT_EQ(to_html(dom::fragment(dom::br(), dom::img("alt"_a = ""), dom::hr())), "<br><img alt=\"\"><hr>");
}

TEST(HtmlWriter, VoidElementsRefuseChildrenWhenBuilt) {
  EXPECT_THAT(failure_of([] { dom::br("text"); }), HasSubstr("<br> has no content"));
  EXPECT_THAT(failure_of([] { dom::input(dom::p()); }), HasSubstr("<input> has no content"));
}

TEST(HtmlWriter, AnEmptyNodeIsNothing) {
  EXPECT_EQ(to_html(Node()), "");
  EXPECT_EQ(to_html(dom::p(Node(), dom::fragment())), "<p></p>");
}

TEST(HtmlWriter, WritesSvgAndItsNames) {
  EXPECT_EQ(
      to_html(svg::svg("viewBox"_a = "0 0 9 9", svg::linearGradient(), svg::switch_(svg::circle("r"_a = 1.5)))),
      "<svg viewBox=\"0 0 9 9\"><linearGradient></linearGradient><switch><circle r=\"1.5\"></circle></switch></svg>");
}

TEST(HtmlWriter, WritesCustomElementsWithAValidName) {
  EXPECT_EQ(to_html(dom::element("my-widget", "level"_a = 3, "x")), "<my-widget level=\"3\">x</my-widget>");
  for (const char* name : {"", "widget", "My-widget", "1-a", "a-b>", "a-b c", "-a"}) {
    EXPECT_THAT(failure_of([&] { dom::element(name); }), HasSubstr("cannot be the name")) << name;
  }
}

TEST(HtmlWriter, RefusesATagWhoseNameIsMarkup) {
  EXPECT_THAT(failure_of([] { dom::Tag{"p onclick=x"}(); }), HasSubstr("cannot be the name of an element"));
}

TEST(HtmlWriter, AFragmentHasNoAttributes) {
  EXPECT_THAT(failure_of([] { to_html(dom::Tag{}("id"_a = "x")); }), HasSubstr("fragment is no element"));
}

TEST(HtmlWriter, InsertsUnsafeHtmlAsItIs) {
  EXPECT_EQ(to_html(dom::p(UnsafeHtml("<b>&amp;</b>"), "<b>")), "<p><b>&amp;</b>&lt;b&gt;</p>");
}

TEST(HtmlWriter, ALiveTextIsTheTextNodeAfterItsComment) {
  Observable<int> count{7};
  EXPECT_EQ(html_of(dom::p("Count: ", count)), "<p>Count: <!--b:1-->7</p>");
  EXPECT_EQ(html_of(dom::p(Observable<std::string>("<b>"))), "<p><!--b:1-->&lt;b&gt;</p>");
  EXPECT_EQ(html_of(dom::p(Observable<bool>(true))), "<p><!--b:1-->true</p>");
  EXPECT_EQ(html_of(dom::p(Observable<std::optional<double>>(1.5))), "<p><!--b:1-->1.5</p>");
  EXPECT_EQ(html_of(dom::p(Observable<std::optional<double>>())), "<p><!--b:1--></p>");
}

TEST(HtmlWriter, ALiveTextEndsWhereMoreTextFollows) {
  Observable<std::string> live("x");
  EXPECT_EQ(html_of(dom::p(live, "more")), "<p><!--b:1-->x<!---->more</p>");
  EXPECT_EQ(html_of(dom::p(Observable<std::string>(), "more")), "<p><!--b:1--><!---->more</p>");
  EXPECT_EQ(html_of(dom::p(live, UnsafeHtml("more"))), "<p><!--b:1-->x<!---->more</p>");
  EXPECT_EQ(html_of(dom::p(live, "", dom::fragment(), "more")), "<p><!--b:1-->x<!---->more</p>");
  EXPECT_EQ(html_of(dom::p(live, live)), "<p><!--b:1-->x<!--b:2-->x</p>");
  EXPECT_EQ(html_of(dom::p(live, dom::br(), "more")), "<p><!--b:1-->x<br>more</p>");
  EXPECT_EQ(html_of(dom::fragment(dom::p(live), "more")), "<p><!--b:1-->x</p>more");
}

TEST(HtmlWriter, TitleAndTextareaCarryTheirSlot) {
  Observable<std::string> live("a & </title>");
  EXPECT_EQ(html_of(dom::title(live)), "<title data-b=\"t1\">a &amp; &lt;/title&gt;</title>");
  EXPECT_EQ(html_of(dom::textarea("rows"_a = 2, live)),
            "<textarea rows=\"2\" data-b=\"t1\">a &amp; &lt;/title&gt;</textarea>");
  EXPECT_EQ(to_html(dom::title("a ", 1, dom::fragment(" b"))), "<title>a 1 b</title>");
}

TEST(HtmlWriter, TitleAndTextareaRefuseMixturesAndElements) {
  Observable<std::string> live("x");
  EXPECT_THAT(failure_of([&] { html_of(dom::title("a", live)); }), HasSubstr("map() or combine()"));
  EXPECT_THAT(failure_of([&] { html_of(dom::title(live, live)); }), HasSubstr("map() or combine()"));
  EXPECT_THAT(failure_of([&] { html_of(dom::textarea(dom::b("x"))); }), HasSubstr("holds text and nothing else"));
}

TEST(HtmlWriter, ATextareaShowsItsValueAsContent) {
  EXPECT_EQ(html_of(dom::textarea("value"_a = "a<b")), "<textarea>a&lt;b</textarea>");
  EXPECT_EQ(html_of(dom::textarea("value"_a = Observable<std::string>("x"))),
            "<textarea data-b=\"p1,value\">x</textarea>");
  EXPECT_THAT(failure_of([] { html_of(dom::textarea("value"_a = "a", "b")); }), HasSubstr("not both"));
}

TEST(HtmlWriter, ASelectMarksTheOptionThatIsItsValue) {
  const auto options = dom::fragment(dom::option("value"_a = "a", "A"), dom::option("value"_a = 2, "B"));
  EXPECT_EQ(html_of(dom::select("value"_a = "a", options)),
            "<select><option value=\"a\" selected>A</option><option value=\"2\">B</option></select>");
  EXPECT_EQ(html_of(dom::select("value"_a = Observable<int>(2), dom::optgroup(options))),
            "<select data-b=\"p1,value\"><optgroup><option value=\"a\">A</option>"
            "<option value=\"2\" selected>B</option></optgroup></select>");
}

TEST(HtmlWriter, KeepsTheLineBreakAtTheStartOfPreAndTextarea) {
  EXPECT_EQ(to_html(dom::pre("\na")), "<pre>\n\na</pre>");
  EXPECT_EQ(to_html(dom::pre("a\n")), "<pre>a\n</pre>");
  EXPECT_EQ(to_html(dom::pre(dom::b(), "\na")), "<pre><b></b>\na</pre>");
  EXPECT_EQ(to_html(dom::textarea("\na")), "<textarea>\n\na</textarea>");
  EXPECT_EQ(html_of(dom::textarea(Observable<std::string>("\na"))), "<textarea data-b=\"t1\">\n\na</textarea>");
}

TEST(HtmlWriter, ScriptAndStyleHaveTheirOwnEscapes) {
  EXPECT_EQ(to_html(dom::script("if (a < b && c) x = '</script>'")),
            "<script>if (a < b && c) x = '\\u003C/script>'</script>");
  EXPECT_EQ(to_html(dom::script("x='<", "!--'")), "<script>x='\\u003C!--'</script>");
  EXPECT_EQ(to_html(dom::style("a > b { content: '</STYLE>' }")), "<style>a > b { content: '<\\/STYLE>' }</style>");
}

TEST(HtmlWriter, ScriptAndStyleRefuseWhatTheyCannotHold) {
  Observable<std::string> live("x");
  EXPECT_THAT(
      failure_of([&] { html_of(dom::script(live)); }),
      HasSubstr("<script> cannot have a live text: its content is read once. Scripts know what Session::mirror()"));
  EXPECT_THAT(failure_of([&] { html_of(dom::style(live)); }),
              HasSubstr("<style> cannot have a live text: its content is read once. Use Styles"));
  EXPECT_THAT(failure_of([&] { html_of(dom::script(dom::b())); }),
              HasSubstr("holds text and nothing else: give it the script as text, or as \"src\"_a an Asset."));
  EXPECT_THAT(failure_of([&] { html_of(dom::script(UnsafeHtml("x"))); }), HasSubstr("holds text and nothing else"));
}

TEST(HtmlWriter, WritesMathAndTheHtmlInIt) {
  EXPECT_EQ(to_html(mathml::math("display"_a = "block", mathml::mfrac(mathml::mn(1), mathml::mi("x")))),
            "<math display=\"block\"><mfrac><mn>1</mn><mi>x</mi></mfrac></math>");
  EXPECT_EQ(to_html(mathml::math(mathml::mspace(), mathml::mtext("a", dom::br(), "b"))),
            "<math><mspace></mspace><mtext>a<br>b</mtext></math>");
}

TEST(HtmlWriter, ScriptInsideSvgIsOrdinaryText) {
  EXPECT_EQ(to_html(svg::svg(svg::style("<img onerror=x>"))), "<svg><style>&lt;img onerror=x&gt;</style></svg>");
  EXPECT_EQ(to_html(svg::svg(svg::foreignObject(dom::style("a > b"), dom::br()))),
            "<svg><foreignObject><style>a > b</style><br></foreignObject></svg>");
  EXPECT_EQ(html_of(svg::svg(svg::title(Observable<int>(1)))), "<svg><title><!--b:1-->1</title></svg>");
}

TEST(HtmlWriter, NothingIsLiveInsideNoscriptAndTemplate) {
  Observable<std::string> live("x");
  EXPECT_EQ(to_html(dom::noscript(dom::p("Please."))), "<noscript><p>Please.</p></noscript>");
  EXPECT_THAT(failure_of([&] { html_of(dom::noscript(dom::p(live))); }), HasSubstr("inside <noscript>"));
  EXPECT_THAT(failure_of([&] { html_of(dom::template_(dom::p("id"_a = live))); }), HasSubstr("inside <template>"));
  EXPECT_THAT(failure_of([&] { html_of(dom::noscript(dom::p(on_click([] {})))); }), HasSubstr("An event handler"));
}

TEST(HtmlWriter, AnIframeHasNoContent) {
  EXPECT_EQ(to_html(dom::iframe("src"_a = "a.html")), "<iframe src=\"a.html\"></iframe>");
  EXPECT_THAT(failure_of([] { to_html(dom::iframe("x")); }), HasSubstr("<iframe> has no content"));
}

TEST(HtmlWriter, TextDoesNotStandDirectlyInATable) {
  Observable<std::string> live("x");
  EXPECT_EQ(to_html(dom::table("\n", dom::tr(dom::td("a")))), "<table>\n<tr><td>a</td></tr></table>");
  EXPECT_THAT(failure_of([] { to_html(dom::tr("x")); }), HasSubstr("directly inside <tr>"));
  EXPECT_THAT(failure_of([&] { html_of(dom::tbody(dom::fragment(live))); }), HasSubstr("directly inside <tbody>"));
}

TEST(HtmlWriter, CommentsAreHarmlessAndNeverSlots) {
  EXPECT_EQ(to_html(dom::comment("a -- b --> <p>")), "<!-- a - - b - -&gt; &lt;p&gt; -->");
  EXPECT_EQ(to_html(dom::comment("b:1")), "<!-- b:1 -->");
  EXPECT_EQ(to_html(dom::comment("")), "<!--  -->");
  EXPECT_EQ(to_html(dom::comment("--")), "<!-- - - -->");
}

TEST(HtmlWriter, RendersTypesWithAToNode) {
  EXPECT_EQ(html_of(dom::p(Badge{"3"}, std::vector<Badge>{{"4"}})),
            "<p><span class=\"badge\">3</span><span class=\"badge\">4</span></p>");
  EXPECT_EQ(html_of(dom::title(std::optional<std::string>("x"))), "<title>x</title>");
}

TEST(HtmlWriter, WritesWhatVariantsHold) {
  using Either = std::variant<std::monostate, std::string, Node, Badge>;
  EXPECT_EQ(html_of(dom::p(Either(), Either(std::string("a<")), Either(dom::b("c")), Either(Badge{"3"}))),
            "<p>a&lt;<b>c</b><span class=\"badge\">3</span></p>");
  const Observable<Either> live{std::string("a")};
  EXPECT_EQ(html_of(dom::p(live)), "<p><!--r:1-->a<!--/r--></p>");
  live.set(dom::br());
  EXPECT_EQ(html_of(dom::p(live)), "<p><!--r:1--><br><!--/r--></p>");
}

TEST(HtmlWriter, WritesAnObservableOfAnObservable) {
  const Observable<Node> inner{dom::b("x")};
  const Observable<Observable<Node>> outer{inner};
  EXPECT_EQ(html_of(dom::p(outer)), "<p><!--r:1--><!--r:2--><b>x</b><!--/r--><!--/r--></p>");
  EXPECT_EQ(html_of(dom::p(Observable<Observable<int>>(Observable<int>{7}))), "<p><!--r:1--><!--b:2-->7<!--/r--></p>");
}

TEST(HtmlWriter, StylesAmongTheChildrenAreThePages) {
  RecordingSlots slots;
  EXPECT_EQ(slots.html(dom::p(Styles{}.rule("body", {{"margin", "0"}}), "x")), "<p>x</p>");
  EXPECT_EQ(slots.sheet, "body{margin:0}");
  EXPECT_THAT(failure_of([] { dom::p(Styles{{"color", "red"}}); }), HasSubstr("name no element"));
}

TEST(HtmlWriter, BoundsHowDeepAPageNests) {
  Node deep = dom::b();
  for (int i = 0; i < 511; ++i) deep = dom::b(deep);
  EXPECT_EQ(to_html(deep).size(), 512u * 7);
  EXPECT_THAT(failure_of([&] { to_html(dom::b(deep)); }), HasSubstr("512"));
  EXPECT_THAT(failure_of([] { html_of(dom::p(Endless{})); }), HasSubstr("512 components"));
  EXPECT_THAT(failure_of([] { html_of(dom::title(Endless{})); }), HasSubstr("512 components"));
}

TEST(HtmlWriter, StreamsInPieces) {
  std::vector<Node> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back(dom::p("row ", i));
  RecordingSlots slots;
  std::vector<std::size_t> sizes;
  write_html(dom::div(rows), slots, [&](std::string_view piece) { sizes.push_back(piece.size()); });
  ASSERT_GT(sizes.size(), 2u);
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    EXPECT_GE(sizes[i], 4096u);
    EXPECT_LE(sizes[i], 5000u);
  }
}

TEST(HtmlWriter, WithoutASessionOnlyStaticNodesAreWritten) {
  Observable<int> live{1};
  EXPECT_THAT(failure_of([&] { to_html(dom::p(live)); }), HasSubstr("a live part"));
  EXPECT_THAT(failure_of([&] { to_html(dom::p(on_click([] {}))); }), HasSubstr("an event handler"));
  EXPECT_THAT(failure_of([&] { to_html(dom::p("style"_a = "color: red")); }), HasSubstr("Styles"));
  EXPECT_THAT(failure_of([&] { to_html(dom::p(Badge{"x"})); }), HasSubstr("made for a session"));
}

TEST(Node, ACopyIsTheSameElement) {
  const Node node = dom::p("x");
  const Node copy = node;
  EXPECT_EQ(copy.tag(), "p");
  EXPECT_EQ(copy.data(), node.data());
  EXPECT_EQ(dom::fragment().tag(), "");
}

struct Renderless {};

TEST(ToNode, MakesNodesOfWhateverMayBeAChild) {
  RecordingSlots slots;
  EXPECT_EQ(slots.html(bonito::to_node(slots.session(), 3)), "3");
  EXPECT_EQ(slots.html(bonito::to_node(slots.session(), Badge{"3"})), "<span class=\"badge\">3</span>");
  EXPECT_EQ(slots.html(bonito::to_node(slots.session(), std::vector<std::string>{"a", "<"})), "a&lt;");
  static_assert(Renderable<Badge> && Renderable<Observable<int>> && Renderable<Observable<Node>> &&
                !Renderable<Observable<Renderless>> && Renderable<std::variant<int, Badge>> &&
                !Renderable<std::variant<int, Renderless>>);
  static_assert(NodePart<Attribute> && NodePart<const EventHandler&> && !NodePart<std::shared_ptr<int>>);
}

}  // namespace
}  // namespace bonito
