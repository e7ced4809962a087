// A page for each thing that only a real browser can show.
#include <array>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using test::strict;

namespace {

// Text that breaks what does not escape it, in one place or another.
const std::string hostile = "<b>&amp;\"'`</script><!-- ]]> \\ \xE2\x80\xA8 ${x} &lt; \xF0\x9F\x90\x9F";

App shared_and_own(Observable<int> shared) {
  return App([=](Session& session) {
    const Observable<int> own{0};
    const auto plus = [](Observable<int> which) { return on_click([=] { which.update([](int& n) { ++n; }); }); };
    session.data<int>() = 0;
    return dom::main(dom::p("id"_a = "shared", shared), dom::button("shared", plus(shared)),
                     dom::p("id"_a = "own", own), dom::button("own", plus(own)));
  });
}

App faulty() {
  return App([] {
    const Observable<int> count{0};
    return dom::main(dom::button("throw", on_click([] { throw std::runtime_error("the pump is off"); })),
                     dom::button("count", on_click([=] { count.update([](int& n) { ++n; }); })), dom::output(count));
  });
}

App escaping() {
  return App(
      [] {
        const Observable<std::string> live{hostile};
        return dom::main(dom::p("id"_a = "text", hostile), dom::p("id"_a = "live", "before ", live, " after"),
                         dom::p("id"_a = "attribute", "title"_a = hostile, "data-live"_a = live),
                         dom::textarea("id"_a = "textarea", live), dom::textarea("id"_a = "static", "\n" + hostile),
                         dom::pre("id"_a = "pre", "\nfirst line is empty"),
                         dom::a("id"_a = "link", "href"_a = "java\tscript:alert(1)", "x"),
                         dom::a("id"_a = "good", "href"_a = "https://example.org/?a=1&b=2", "x"),
                         dom::comment("a -- b --> c"),
                         dom::script("id"_a = "data", "type"_a = "application/json", "{\"x\": \"</script><!--\"}"),
                         dom::div("id"_a = "raw", UnsafeHtml("<em>raw</em>")));
      },
      {.title = hostile});
}

// Texts that gallery.spec.mjs makes in the same way, from the same seed.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed) {}
  std::string text() {
    constexpr std::array<std::string_view, 16> pieces = {
        "<", ">", "&", "\"", "'", "</p>", "<!--", "-->", "&lt;", "]]>", "\n", "\t", " ", "x", "\u00a0", "\U0001F41F"};
    std::string text;
    for (auto left = next() % 12; left > 0; --left) text += pieces[next() % pieces.size()];
    return text;
  }

 private:
  std::uint32_t next() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ >> 16;
  }
  std::uint32_t state_;
};

App noise() {
  return App([](const Request& request) {
    Noise noise(static_cast<std::uint32_t>(std::stoul(query_value(request.query, "seed"))));
    std::vector<Node> paragraphs;
    for (int i = 0; i < 200; ++i) {
      const std::string title = noise.text();
      const std::string fixed = noise.text();
      const Observable<std::string> live{noise.text()};
      paragraphs.push_back(dom::p("title"_a = title, "data-live"_a = live, fixed, live));
    }
    return dom::main(paragraphs);
  });
}

App binding() {
  return App([](Session& session) {
    const Observable<bool> on{false};
    const Observable<double> number{0.5};
    const Observable<std::string> word{"first"};
    const Observable<std::optional<std::string>> maybe{std::nullopt};
    const Observable<Styles> look{Styles{{"color", "rgb(1, 2, 3)"}}};
    on.on(session, [=](bool now) {
      number.set(now ? 1e21 : 0.5);
      word.set(now ? "second" : "first");
      maybe.set(now ? std::optional<std::string>("here") : std::nullopt);
      look.set(Styles{{"color", now ? "rgb(4, 5, 6)" : "rgb(1, 2, 3)"}});
    });
    return dom::main(
        dom::button("id"_a = "toggle", on_click([=] { on.update([](bool& b) { b = !b; }); })),
        dom::p("id"_a = "texts", on, " ", number, " ", word, maybe, "."),
        dom::div("id"_a = "box", "class"_a = Classes{"card", {"active", on}}, "hidden"_a = on, "aria-busy"_a = on,
                 "data-word"_a = word, "data-maybe"_a = maybe, "style"_a = look),
        dom::div("id"_a = "styled", "style"_a = Styles{{"color", "rgb(7, 8, 9)"}}.rule(":hover", {{"color", "red"}})),
        dom::input("id"_a = "check", "type"_a = "checkbox", "checked"_a = on),
        dom::input("id"_a = "field", "value"_a = word),
        dom::input("id"_a = "indeterminate", "type"_a = "checkbox", "indeterminate"_p = on),
        dom::table(dom::tbody(dom::tr(dom::td("id"_a = "cell", word)))),
        dom::select(dom::option("id"_a = "option", word)),
        svg::svg("id"_a = "drawing", "viewBox"_a = "0 0 10 10", svg::circle("id"_a = "dot", "r"_a = number)),
        dom::element("my-widget", "id"_a = "widget", "label"_a = word));
  });
}

App inputs() {
  return App([] {
    const Observable<int> level{50};
    const Observable<std::string> typed{""};
    const Observable<std::string> told{""};
    const Observable<int> calls{0};
    const Observable<bool> agreed{false};
    const auto tell = [=](std::string what) { told.set(std::move(what)); };
    return dom::main(
        // A program that has its own mind: never above 60.
        dom::input("id"_a = "slider", "type"_a = "range", "value"_a = level,
                   on_input([=](int wanted) { level.set(std::min(wanted, 60)); })),
        dom::output("id"_a = "level", level),
        dom::input("id"_a = "text", "value"_a = typed, on_input([=](std::string text) { typed.set(text); })),
        dom::output("id"_a = "typed", typed),
        dom::input("id"_a = "agree", "type"_a = "checkbox", on_change([=](bool yes) { agreed.set(yes); })),
        dom::output("id"_a = "agreed", agreed),
        dom::a("id"_a = "link", "href"_a = "/nowhere", "stay",
               on("click", [=](const Event& e) { tell("clicked " + *e["tagName"].text()); },
                  {.fields = {"tagName"}, .prevent_default = true})),
        dom::input("id"_a = "keys",
                   on("keydown", [=](const Event& e) { tell("key " + *e["key"].text()); }, {.fields = {"key"}})),
        dom::input("id"_a = "calm", on("input", [=] { calls.update([](int& n) { ++n; }); }, {.debounce = 100ms})),
        dom::output("id"_a = "calls", calls), dom::output("id"_a = "told", told));
  });
}

App mirrors(Observable<std::vector<float>> samples) {
  return App([=](Session& session) {
    const Observable<std::int64_t> big{9'007'199'254'740'993};
    const Observable<std::string> answer{""};
    session.mirror("samples", samples);
    session.mirror("big", big);
    session.mirror("answer", answer);
    const auto script = Asset::text(R"(
      const samples = Bonito.observable("samples");
      const show = () => {
        document.getElementById("kind").textContent =
            `${samples.value?.constructor.name} ${samples.value?.length} ${samples.value?.[1]}`;
      };
      samples.on(show);
      if (samples.value) show();
      const big = Bonito.observable("big");
      big.on((value) => Bonito.observable("answer").notify(`${typeof value} ${value}`));
      if (big.value) Bonito.observable("answer").notify(`${typeof big.value} ${big.value}`);
    )",
                                    "text/javascript", "mirrors.js");
    return dom::main(dom::p("id"_a = "kind"), dom::p("id"_a = "answer", answer), script);
  });
}

App dial() {
  return App([](Session& session) {
    const Observable<int> speed{3};
    session.mirror("speed", speed);
    const auto script = Asset::text(R"(
      const speed = Bonito.observable("speed");
      const dial = document.querySelector("meter");
      const show = (value) => (dial.value = value);
      speed.on(show);
      if (speed.value !== undefined) show(speed.value);
      dial.onclick = () => speed.notify(speed.value + 1);
    )",
                                    "text/javascript", "dial.js");
    return dom::main(dom::meter("max"_a = 10, "aria-label"_a = "speed"), dom::output(speed), script);
  });
}

// A script that is no module runs before the library's.
App early() {
  return App([] {
    const auto script = Asset::text(R"(
      const state = () => (document.querySelector("output").textContent = Bonito.status);
      globalThis.there = "Bonito" in globalThis;
      addEventListener("DOMContentLoaded", () => {
        state();
        Bonito.on_status(state);
      });
    )",
                                    "text/javascript", "early.js");
    return dom::main(dom::output(), dom::script("src"_a = script));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<int> shared{0};
  const Observable<std::vector<float>> samples{{1.5F, 2.5F, 3.5F}};
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/counts", strict(shared_and_own(shared)))
      .route("/throws", strict(App([]() -> Node {
               throw std::runtime_error(
                   "the pump is off: /srv/stations/north/pumps/of_the_second_stage/state.json is "
                   "what says so, and it was written by another program a minute ago");
             })))
      .route("/faulty", strict(faulty()))
      .route("/escaping", strict(escaping()))
      .route("/noise", strict(noise()))
      .route("/binding", strict(binding()))
      .route("/deep/down/binding", strict(binding()))
      .route("/inputs", strict(inputs()))
      .route("/mirrors", strict(mirrors(samples)))
      .route("/dial", strict(dial()))
      .route("/early", strict(early()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
