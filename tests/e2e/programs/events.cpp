// Events that are heard in other ways than one by one, each in the text of an <output>.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using test::strict;

namespace {

// One handler for all rows, and one for a key wherever it is pressed.
App lists() {
  return App([] {
    const auto chosen = Observable<std::string>(), saved = Observable<std::string>(), heard = Observable<std::string>();
    const auto count = Observable<int>(0);
    const auto add = [](const Observable<std::string>& text, const char* what) {
      return [=] { text.update([&](std::string& it) { it += what; }); };
    };
    std::vector<Node> rows;
    for (const char* name : {"a", "b", "c"}) {
      rows.push_back(dom::li("data-row"_a = name, dom::b("row ", name), dom::button("in ", name)));
    }
    return dom::main(
        dom::ul(rows, on_click([=](const Event& event) { chosen.set(*event.get<std::string>("dataset.row")); },
                               {.fields = {"dataset.row"}, .closest = "li, p[title=\"a, b\"]"})),
        dom::output("id"_a = "chosen", chosen),
        dom::input(
            "id"_a = "keys", on("keydown", add(saved, "enter "), {.keys = {"Enter"}}),
            on("keydown", add(saved, "save "), {.keys = {"Mod+s", "F2"}, .window = true, .prevent_default = true})),
        dom::output("id"_a = "saved", saved),
        dom::section(dom::p("inside"), on_click(add(heard, "self "), {.self = true}),
                     on_click(add(heard, "capture "), {.capture = true}), on_click(add(heard, "once "), {.once = true}),
                     on("focus", add(heard, "focus "), {.capture = true}), dom::button("focus")),
        dom::output("id"_a = "heard", heard),
        dom::element("test-dial",
                     on("dial-turned", [=](const Event& event) { count.set(*event.get<int>("detail.to.value")); },
                        {.fields = {"detail.to.value"}})),
        dom::output("id"_a = "dial", count));
  });
}

App observed() {
  return App([] {
    const auto is_wide = Observable<bool>(false), is_there = Observable<bool>(true);
    const auto size = Observable<std::string>(), seen = Observable<std::string>(), drags = Observable<std::string>();
    const auto measured = on_resize([=](double width, double height) {
      size.set(std::to_string(int(width)) + " x " + std::to_string(int(height)));
    });
    const auto box = [=] {
      return dom::div("id"_a = "box", "style"_a = Styles{{"width", "100px"}, {"height", "40px"}},
                      "class"_a = Classes{{"wide", is_wide}}, measured);
    };
    return dom::main(
        Styles().rule(".wide.wide", {{"width", "200px"}}).rule("#gap", {{"height", "3000px"}}), when(is_there, box),
        dom::output("id"_a = "size", size), dom::button("wide", on_click([=] { is_wide.set(true); })),
        dom::button("remove", on_click([=] { is_there.set(false); })),
        dom::div("id"_a = "handle", "style"_a = Styles{{"width", "50px"}, {"height", "50px"}}, "drag me",
                 on_drag(
                     [=](const Drag& drag) {
                       constexpr const char* phases[] = {"start", "move", "end", "cancel"};
                       const std::string phase = phases[static_cast<int>(drag.phase)];
                       drags.update([&](std::string& it) {
                         it += phase + " " + std::to_string(int(drag.dx)) + " " + std::to_string(int(drag.dy)) + ", ";
                       });
                     },
                     {.throttle = 10s})),
        dom::output("id"_a = "drags", drags), dom::output("id"_a = "seen", seen), dom::div("id"_a = "gap"),
        dom::footer("the end", on_visible([=](bool is_seen) {
                      seen.update([&](std::string& it) { it += is_seen ? "in " : "out "; });
                    })));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(lists())).route("/observed", strict(observed()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
