// Modules, and whatever else stands in a page's head: what only a real browser can show.
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

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/bundled", strict(bundled())).route("/deep/down/bundled", strict(bundled()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
