// compiles
// What the other files here do wrong, done right: so that they fail for the reason they give.
#include "bonito/dom/html.hpp"
#include "bonito/dom/html_writer.hpp"
#include "bonito/dom/svg.hpp"

using namespace bonito;

struct Badge {
  int count;
};
Node to_node(Session&, const Badge& badge) { return dom::b(badge.count); }

Node page(Observable<bool> flag, Observable<std::string> text, Observable<int> number) {
  return dom::div(
      "id"_a = "x", "disabled"_a = flag, "hidden"_a = true, "title"_a = text, "aria-hidden"_a = flag,
      "class"_a = Classes{"card", {"active", flag}}, "style"_a = Styles{{"color", "red"}}, "tabindex"_a = number,
      "lang"_a = std::optional<std::string>("en"), "scrollTop"_p = number, "one2one"_a = "x", "on-air"_a = "x", "text",
      1, 2.5, true, text, number, flag, Observable<std::optional<double>>(), Badge{3}, std::vector<Badge>{},
      std::optional<int>(), UnsafeHtml("<b></b>"), on_click([] {}), on_input([](int) {}), on_change([](bool) {}),
      on("keydown", [](const Event&) {}, {.fields = {"key"}}), dom::iframe("srcdoc"_a = UnsafeHtml("<p>")),
      svg::svg(svg::circle("r"_a = 1.5)), dom::element("my-widget"), dom::fragment("a", 1), dom::comment("x"));
}
