// Events that are heard in other ways than one by one, each in the text of an <output>.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using test::strict;

namespace {

// Inputs that tell at once, when it is quiet, and every so often.
App typed() {
  return App([] {
    const auto name = Observable<std::string>(), query = Observable<std::string>();
    const auto volume = Observable<int>(50);
    const auto greeting = dom::fragment(
        dom::input("value"_a = name, on_input([=](std::string text) { name.set(text); })), dom::p("Hello, ", name));
    const auto search =
        dom::input("type"_a = "search", on_input([=](std::string text) { query.set(text); }, {.debounce = 100ms}));
    const auto slider = dom::input("type"_a = "range", on_input([=](int now) { volume.set(now); }, {.throttle = 50ms}));
    const auto gain = Observable<double>(0);
    const auto note = Observable<std::string>("");
    const auto notes = Observable<std::string>("");
    const auto add = [=](const std::string& text) {
      notes.update([&](std::string& all) { all += text + ";"; });
      note.set("");
    };
    const auto others = dom::fragment(dom::input("type"_a = "number", "id"_a = "gain", "step"_a = "any",
                                                 "value"_a = gain, on_input([=](double now) { gain.set(now); })),
                                      dom::output("id"_a = "gained", gain),
                                      dom::input("id"_a = "note", "value"_a = note, on_change(add)),
                                      dom::output("id"_a = "notes", notes));
    return dom::main(greeting, search, dom::output("id"_a = "query", query), slider,
                     dom::output("id"_a = "volume", volume), others);
  });
}

// One handler for all rows, one for a key wherever it is pressed, and events of the page's own.
App lists() {
  return App([] {
    const auto chosen = Observable<std::string>();
    std::vector<Node> rows;
    for (const char* name : {"a", "b", "c"}) {
      rows.push_back(dom::li("data-row"_a = name, dom::b("row ", name), dom::button("in ", name)));
    }
    const auto choose = [=](const Event& event) { chosen.set(*event.get<std::string>("dataset.row")); };
    const auto list = dom::ul(rows, on_click(choose, {.fields = {"dataset.row"}, .closest = "li"}));

    const auto saved = Observable<std::string>(), heard = Observable<std::string>();
    const auto add = [](const Observable<std::string>& text, const char* what) {
      return [=] { text.update([&](std::string& it) { it += what; }); };
    };
    const auto save = add(saved, "save ");
    const auto shortcut = on("keydown", save, {.keys = {"Mod+s", "F2"}, .window = true, .prevent_default = true});

    const auto turned = Observable<int>(0);
    const auto turn = [=](const Event& event) { turned.set(*event.get<int>("detail.to.value")); };
    const auto dial = dom::element("test-dial", on("dial-turned", turn, {.fields = {"detail.to.value"}}));

    return dom::main(
        list, dom::output("id"_a = "chosen", chosen),
        dom::input("id"_a = "keys", on("keydown", add(saved, "enter "), {.keys = {"Enter"}}), shortcut),
        dom::output("id"_a = "saved", saved),
        dom::section(dom::p("inside"), on_click(add(heard, "self "), {.self = true}),
                     on_click(add(heard, "capture "), {.capture = true}), on_click(add(heard, "once "), {.once = true}),
                     on("focus", add(heard, "focus "), {.capture = true}), dom::button("focus")),
        dom::output("id"_a = "heard", heard), dial, dom::output("id"_a = "dial", turned));
  });
}

// Rows that are put before one another, by the browser's own drag and drop.
App dropped() {
  return App([] {
    const ObservableVector<std::string> names{"a", "b", "c"};
    const auto row = [](const std::string& name) {
      return dom::li("data-row"_a = name, "draggable"_a = "true", "row ", name);
    };
    const Observable<std::string> held{""};
    const auto hold = [=](const Event& event) { held.set(*event.get<std::string>("dataset.row")); };
    const auto put_before = [=](const Event& event) {
      const auto rows = names.get();
      const auto place = [&](const std::string& name) {
        return static_cast<std::size_t>(std::ranges::find(rows, name) - rows.begin());
      };
      names.move(place(held.get()), place(*event.get<std::string>("dataset.row")));
    };
    const auto list = dom::ul(
        KeyedList(names, std::identity(), row), on("dragstart", hold, {.fields = {"dataset.row"}, .closest = "li"}),
        on("dragover", js("event => event.preventDefault()")),  // else nothing may be dropped here
        on("drop", put_before, {.fields = {"dataset.row"}, .closest = "li", .prevent_default = true}));
    return dom::main(list);
  });
}

App observed() {
  return App([] {
    const auto is_wide = Observable<bool>(false), is_there = Observable<bool>(true);
    const auto size = Observable<std::string>(), seen = Observable<std::string>(), drags = Observable<std::string>();
    const auto measured = on_resize([=](double width, double height) {
      size.set(std::to_string(int(width)) + " x " + std::to_string(int(height)));
    });
    const auto sighted =
        on_visible([=](bool is_seen) { seen.update([&](std::string& it) { it += is_seen ? "in " : "out "; }); });
    const auto dragged = [=](const Drag& drag) {
      constexpr const char* phases[] = {"start", "move", "end", "cancel"};
      const std::string phase = phases[static_cast<int>(drag.phase)];
      drags.update([&](std::string& it) {
        it += phase + " " + std::to_string(int(drag.dx)) + " " + std::to_string(int(drag.dy)) + ", ";
      });
    };
    const auto box = [=] {
      return dom::div("id"_a = "box", "style"_a = Styles{{"width", "100px"}, {"height", "40px"}},
                      "class"_a = Classes{{"wide", is_wide}}, measured);
    };
    return dom::main(Styles().rule(".wide.wide", {{"width", "200px"}}).rule("#gap", {{"height", "3000px"}}),
                     when(is_there, box), dom::output("id"_a = "size", size),
                     dom::button("wide", on_click([=] { is_wide.set(true); })),
                     dom::button("remove", on_click([=] { is_there.set(false); })),
                     dom::div("id"_a = "handle", "style"_a = Styles{{"width", "50px"}, {"height", "50px"}}, "drag me",
                              on_drag(dragged, {.throttle = 10min})),
                     dom::output("id"_a = "drags", drags), dom::output("id"_a = "seen", seen), dom::div("id"_a = "gap"),
                     dom::footer("the end", sighted));
  });
}

// A selector that only a browser can tell to be none.
App mistaken() {
  return App([](Session& session) {
    const auto complaint = Observable<std::string>();
    session.browser_error().on(session, [=](const std::optional<BrowserError>& error) {
      if (error) complaint.set(error->message);
    });
    return dom::main(dom::ul(dom::li("row"), on_click([] {}, {.closest = "li:no-such"})), dom::output(complaint));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(lists())).route("/observed", strict(observed())).route("/dropped", strict(dropped()));
  server.route("/mistaken", strict(mistaken())).route("/typed", strict(typed()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
