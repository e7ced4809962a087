// Pages whose lists change while a visitor works in them.
#include <atomic>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

struct Todo {
  int id = 0;
  std::string text;
  bool done = false;
};

App todos() {
  const auto todos = ObservableVector<Todo>{{1, "write"}, {2, "test"}, {3, "ship"}};
  const auto items = KeyedList(todos, &Todo::id, [=](const Todo& todo) {
    const auto is_it = [id = todo.id](const Todo& other) { return other.id == id; };
    return dom::li("class"_a = Classes{{"done", todo.done}}, todo.text, dom::input("placeholder"_a = "note"),
                   dom::button("done", on_click([=] { todos.update_if(is_it, [](Todo& it) { it.done = true; }); })),
                   dom::button("remove", on_click([=] { todos.erase_if(is_it); })));
  });
  const auto last = std::make_shared<std::atomic<int>>(3);
  return App([=] {
    return dom::main(dom::ul(items), dom::button("last first", on_click([=] { todos.move(todos.size() - 1, 0); })),
                     dom::button("new", on_click([=] {
                                   todos.insert(0, {++*last, "new"});
                                 })));
  });
}

// What an item shows is a value of its own, and follows it without the list.
struct Sensor {
  std::string name;
  Observable<double> degrees;
};
Node to_node(Session&, const Sensor& sensor) { return dom::tr(dom::td(sensor.name), dom::td(sensor.degrees)); }

App sensors() {
  return App([] {
    const auto list = ObservableVector<Sensor>{{"roof", Observable(21.5)}, {"cellar", Observable(12.0)}};
    return dom::main(dom::table(dom::tbody(KeyedList(list, &Sensor::name))),
                     dom::button("warmer", on_click([=] { list.at(0)->degrees.update([](double& it) { ++it; }); })),
                     dom::button("swap", on_click([=] { list.swap(0, 1); })));
  });
}

// Nodes that the program makes itself, with keys of their own.
App steps() {
  return App([] {
    const auto is_long = Observable<bool>{false};
    const auto form = is_long.map([](bool all) {
      return dom::form(all ? dom::p("key"_a = "hint", "Two things, please.") : Node(),
                       dom::input("key"_a = "name", "placeholder"_a = "name"),
                       all ? dom::input("key"_a = "mail", "placeholder"_a = "mail") : Node());
    });
    const auto more = dom::button("more", on_click([=] { is_long.set(true); }));
    return dom::main(form, when(is_long, "That is all.", more));
  });
}

struct Waiting {};
struct Failed {
  std::string why;
};
Node to_node(Session&, const Waiting&) { return dom::progress(); }
Node to_node(Session&, const Failed& failed) { return dom::p("class"_a = "error", failed.why); }

App states() {
  return App([] {
    const auto state = Observable<std::variant<Waiting, Failed, std::string>>{Waiting()};
    return dom::main(dom::section(state),
                     dom::button("fail", on_click([=] { state.set(Failed{"The disk is full."}); })),
                     dom::button("succeed", on_click([=] { state.set(std::string("Done.")); })));
  });
}

// Texts, each of which is a row: of some no two are equal, others may be.
App texts() {
  return App([] {
    const auto names = Observable(std::vector<std::string>{"Ada", "Bob"});
    const auto people = KeyedList(names, std::identity(), [](const std::string& name) { return dom::li(name); });
    const auto lines = Observable(std::vector<std::string>{"on", "off"});
    const auto rows = lines.map([](const std::vector<std::string>& all) {
      std::vector<Node> items;
      for (const std::string& line : all) items.push_back(dom::li(line));
      return items;
    });
    return dom::main(dom::ul(people), dom::ol(rows),
                     dom::button("more", on_click([=] {
                                   names.update([](auto& all) { all.push_back("Eve"); });
                                   lines.update([](auto& all) { all.push_back("on"); });
                                 })));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(todos()))
      .route("/sensors", strict(sensors()))
      .route("/steps", strict(steps()))
      .route("/states", strict(states()))
      .route("/texts", strict(texts()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
