// Modules, and whatever else stands in a page's head: what only a real browser can show.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "map.module.hpp"
#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

App bundled() {
  return App([] {
    return dom::main(dom::div("id"_a = "map", "style"_a = Styles{{"height", "20rem"}}), modules::map());
  });
}

// Files that import each other, and a bare name. They stand beside the sources.
App local(const std::filesystem::path& folder) {
  return App([module = Asset::module(folder / "app.js", {{"greeter", Asset::module(folder / "greeter.js")}})](
                 Session& session) {
    const Observable<std::string> seen{""};
    session.mirror("seen", seen);
    return dom::main(dom::p("id"_a = "local"), dom::p("id"_a = "seen", seen), module);
  });
}

// Contents that need the same: it stands in the page once, and stays.
App regions(const std::filesystem::path& folder) {
  return App([count = Asset(folder / "count.js"), once = Asset::script(folder / "count.js", "times")] {
    const auto sheet = Asset::text("p { color: rgb(1, 2, 3) }", "text/css", "colour.css");
    const Observable<int> number{0};
    const auto content = number.map(
        [=](int n) { return n == 0 ? dom::p("0") : dom::fragment(dom::p("id"_a = "shown", n), sheet, count, once); });
    const auto drawing = number.map([=](int n) { return n == 0 ? svg::g() : dom::fragment(svg::g(), sheet); });
    return dom::main(dom::button("next", on_click([=] { number.update([](int& n) { ++n; }); })), content,
                     svg::svg(drawing));
  });
}

App documents() {
  return App([] {
    return dom::main(
        Asset::text("<p>Mine</p><script>parent.document.title = 'bad'</script>", "text/html", "page.html"));
  });
}

// A module and a classic script from elsewhere, which have to be what the address says they are: at once, or later.
App checked() {
  return App([](Session& session, const Request& request) {
    const auto asked = [&](const char* name) { return query_value(request.query, name); };
    const auto module = Asset::module(asked("at") + "/module.js", {}, {.integrity = asked("module")});
    const auto classic = Asset::script(asked("at") + "/classic.js", "classic", {.integrity = asked("classic")});
    const Node module_said = dom::output("id"_a = "module"), classic_said = dom::output("id"_a = "classic");
    const auto run = [=](Session& page) {
      page.eval(js("$0.append($1.said)", module_said, module));
      page.eval(js("$0.append($1)", classic_said, classic));
    };
    if (asked("later").empty()) run(session);
    return dom::main(module_said, classic_said, dom::button("run", on_click([=, &session] { run(session); })));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  const char* other = std::getenv("MODULES_FOLDER");
  const std::filesystem::path folder = other ? other : MODULES_FOLDER;
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/bundled", strict(bundled())).route("/deep/down/bundled", strict(bundled()));
  server.route("/local", strict(local(folder))).route("/regions", strict(regions(folder)));
  server.route("/documents", strict(documents())).route("/checked", checked());
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
