// Parts of a page that are types of their own: what they are given by those around them, and when they come and go.
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

struct Unit {
  Observable<std::string> name;
};

struct Gauge {
  std::string name;
  Observable<double> value = Observable<double>(0);
};
Node to_node(Session& session, const Gauge& gauge) {
  const auto unit = context<Unit>(session);  // null: nobody provides one
  return dom::p("class"_a = "gauge", gauge.name, ": ", gauge.value, " ", unit ? unit->name : Observable<std::string>(),
                dom::button("+", on_click([=] { gauge.value.update([](double& it) { it += 1; }); })));
}

struct Panel {
  Observable<std::vector<Gauge>> gauges;
};
Node to_node(Session&, const Panel& panel) { return dom::section(panel.gauges); }

struct Log {
  Observable<std::string> text = Observable<std::string>();
  void operator()(const std::string& what) const {
    text.update([&](std::string& it) { it += what + " "; });
  }
};

App gauges() {
  return App([](Session& session) {
    const auto unit = Unit{Observable<std::string>("bar")};
    provide(session, unit);
    const Log log;
    const auto is_shown = Observable<bool>(true);
    const auto panel = Panel{Observable<std::vector<Gauge>>{std::vector{Gauge{"inlet"}, Gauge{"outlet"}}}};
    const auto camera = [=] {
      return dom::div(panel, on_mounted([=] { log("camera on"); }), on_removed([=] { log("camera off"); }));
    };
    return dom::main(when(is_shown, camera), dom::output("id"_a = "log", log.text),
                     dom::button("in pascal", on_click([=] { unit.name.set("Pa"); })),
                     dom::button("remove", on_click([=] { is_shown.set(false); })));
  });
}

// Elements that scripts keep something for, come and go.
App dials() {
  return App([](Session& session) {
    session.eval(js("globalThis.said = []"));
    const auto names = ObservableVector<std::string>({"a", "b", "c"});
    const Log log;
    const auto dial = [=](const std::string& name) {
      return dom::li("id"_a = name, name, on_mounted([=] { log(name + " on"); }),
                     on_mounted(js("element => said.push(`${$0} on ${element.id}`)", name)),
                     on_removed(js("event => said.push(`${$0} off ${event.target.id}`)", name)));
    };
    return dom::main(dom::ul(KeyedList(names, std::identity(), dial)), dom::output("id"_a = "log", log.text),
                     dom::button("add", on_click([=] { names.push_back("d"); })),
                     dom::button("remove", on_click([=] { names.erase(1); })),
                     dom::button("turn", on_click([=] { names.move(0, 1); })));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(gauges())).route("/dials", strict(dials()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
