// Lists of which a browser has only what is near.
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

App million() {
  return App([] {
    const auto count = Observable<std::size_t>{1'000'000};
    const auto chosen = Observable<std::size_t>{0};
    const auto numbers = VirtualList(
        count, 24, [=](std::size_t index) { return dom::button("row ", index, on_click([=] { chosen.set(index); })); },
        {.label = "Numbers", .style = {{"height", "400px"}}});
    const auto set = [=](const char* name, std::size_t size) {
      return dom::button(name, on_click([=] { count.set(size); }));
    };
    return dom::main(numbers, dom::output(chosen), set("more", 1'000'100), set("fewer", 500'050), set("few", 3));
  });
}

App log() {
  return App([] {
    const auto lines = ObservableVector<std::string>();
    for (int i = 0; i < 1000; ++i) lines.push_back("line " + std::to_string(i));
    const auto shown = VirtualList(
        lines, 20, [](const std::string& line) { return dom::code("role"_a = "cell", line); }, {.is_table = true});
    return dom::main(
        shown, dom::button("add", on_click([=] { lines.push_back("line " + std::to_string(lines.size())); })),
        dom::button("edit", on_click([=] { lines.update(2, [](std::string& line) { line += " (edited)"; }); })));
  });
}

// Higher than any element can be.
App billion() {
  return App([] {
    return dom::main(VirtualList(1'000'000'000, 24, [](std::size_t index) { return dom::span("row ", index); }));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(million())).route("/log", strict(log())).route("/billion", strict(billion()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
