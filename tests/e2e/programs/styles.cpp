// Pages that show what Styles can do, under a strict policy.
#include <array>
#include <cmath>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

const auto paper = Asset::text(
    R"(<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle cx="4" cy="4" r="1" fill="#8888"/></svg>)",
    "image/svg+xml", "paper.svg");

// For the whole page: names and selectors are what they are.
const auto theme =
    Styles()
        .rule(":root", {{"--card", "#fff"}, {"--ink", "#1b2330"}, {"--glow", "#2b6fd6"}})
        .rule("@media (prefers-color-scheme: dark)",
              Styles().rule(":root", {{"--card", "#19202a"}, {"--ink", "#d9dfe8"}, {"--glow", "#6aa5ff"}}))
        .rule("body", {{"font", "15px/1.5 system-ui, sans-serif"}, {"color", "var(--ink)"}});

// For an element: relative to it.
const auto card = Styles{{"padding", "1rem"}, {"border-radius", "8px"}, {"background", url(paper) + " var(--card)"}}
                      .rule(":hover", {{"outline", "2px solid var(--glow)"}})
                      .rule("h2", Styles{{"margin", 0}}.rule("& + p", {{"margin-top", "0.5rem"}}))
                      .rule("@media (width < 30em)", Styles{{"padding", "0.5rem"}}.rule("h2", {{"font-size", "1rem"}}));

// What it does not say is as the card has it.
const auto alarm = Styles{{"animation", "pulse 2s infinite"}}
                       .rule("@keyframes pulse", Styles().rule("50%", {{"background-color", "#c33"}}))
                       .over(card);

App cards() {
  return App([] {
    const Observable<double> level{0.25};
    const auto bar = level.map([](double share) {
      return Styles{
          {"background", "var(--glow)"}, {"font", "12px/1rem system-ui"}, {"width", std::to_string(share * 100) + "%"}}
          .rule("::before",
                {{"content", share > 0.5 ? "\"high\"" : "\"low\""}, {"color", "white"}, {"padding", "0 4px"}});
    });
    const auto note = level.map([](double share) {
      return dom::p("id"_a = "note", "style"_a = Styles{{"background-image", url(paper)}, {"opacity", share}},
                    "A note");
    });
    return dom::main("style"_a = Styles{{"display", "grid"}, {"gap", "1rem"}, {"max-width", "40rem"}}, theme,
                     dom::section("id"_a = "card", "style"_a = card, dom::h2("A card"), dom::p("with a text")),
                     dom::section("id"_a = "same", "style"_a = card, dom::h2("Another"), dom::p("of the same style")),
                     dom::section("id"_a = "alarm", "style"_a = alarm, dom::h2("An alarm"), dom::p("which pulses")),
                     dom::div("id"_a = "bar", "style"_a = bar), note,
                     dom::p("id"_a = "beside", "style"_a = Styles{{"background-image", url("beside.svg")}}, "beside"),
                     dom::button("more", on_click([=] { level.update([](double& share) { share += 0.5; }); })));
  });
}

// What Styles take of texts that would break out where they can, each in a place of its own.
class Noise {
 public:
  std::string text() {
    constexpr std::array<std::string_view, 32> pieces = {
        ";",  "{", "}",      "(",    ")",    "[",   "]",        "\"",     "'",    "\\",    "/*",
        "*/", ",", ":",      "&",    "<",    ">",   "!",        "@media", "url(", " ",     "\n",
        "a",  "1", "\u00e9", "--x:", "<!--", "-->", "</style>", "\f",     "*",    "\u2028"};
    std::string text;
    for (auto left = 1 + next() % 7; left > 0; --left) text += pieces[next() % pieces.size()];
    return text;
  }

 private:
  std::uint32_t next() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ >> 16;
  }
  std::uint32_t state_ = 7;
};

App noise() {
  return App([] {
    Noise noise;
    std::vector<Node> taken;
    const auto try_it = [&](std::string_view place, auto styles_of) {
      for (int i = 0; i < 4000; ++i) {
        const std::string text = noise.text();
        try {
          const Styles styles = styles_of(text);
          taken.push_back(dom::p("style"_a = styles.rule("&", {{"--last", place}}), "title"_a = text));
        } catch (const Failure&) {
        }
      }
    };
    try_it("value", [](const std::string& text) { return Styles{{"--x", text}, {"--more", 1}}; });
    try_it("selector", [](const std::string& text) { return Styles().rule(text, {{"--x", 1}}); });
    try_it("condition", [](const std::string& text) { return Styles().rule("@media " + text, {{"--x", 1}}); });
    // Of an element that is not there, so that nothing is asked for.
    try_it("address", [](const std::string& text) {
      return Styles{{"--more", 1}}.rule("& > i", {{"background", url(text)}});
    });
    return dom::main(taken);
  });
}

// A live style with rules goes with the region that it stands in.
App passing() {
  return App([] {
    const Observable<int> n{0};
    const auto look = n.map([](int now) {
      const auto color = "rgb(" + std::to_string(now) + ", 2, 3)";
      return now % 3 == 2 ? Styles{{"color", color}} : Styles().rule("b", {{"color", color}});
    });
    const auto content =
        n.map([=](int now) { return now < 4 ? dom::p("style"_a = look, dom::b("text ", n)) : dom::p(); });
    return dom::main(content, dom::p("id"_a = "fixed", "style"_a = look, dom::b("text")),
                     dom::button("next", on_click([=] { n.update([](int& now) { ++now; }); })));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  const auto embedded = App([] { return dom::section("style"_a = card, dom::h2("Embedded")); });
  server.route("/", strict(cards()))
      .route("/deep/er/cards", strict(cards()))
      .route("/noise", strict(noise()))
      .route("/passing", strict(passing()))
      .route("/embedded", [&](const Visit& visit) {
        return Response{.body = "<!DOCTYPE html><title>Ours</title><link rel=icon href=/favicon.ico>" +
                                server.embed(embedded, visit) + server.embed(embedded, visit),
                        .headers = {{"Content-Type", "text/html; charset=utf-8"},
                                    {"Content-Security-Policy", "default-src 'self'"}}};
      });
  for (const char* place : {"/beside.svg", "/deep/er/beside.svg"}) {
    server.route(place, [](const Visit&) {
      return Response{.body = std::string(as_text(paper.content())), .headers = {{"Content-Type", "image/svg+xml"}}};
    });
  }
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
