// Pages that somebody else changes, too: a translator, an extension, HTML's parser.
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

EventHandler plus(const Observable<int>& which) {
  return on_click([=] { which.update([](int& n) { ++n; }); });
}

// A region with words, live ones, a list, a field and a region in it.
App words() {
  return App([] {
    const Observable<int> n{1};
    const Observable<int> clicks{0};
    const auto inner = clicks.map([](int count) { return dom::em("clicked ", count); });
    const auto content = n.map([=](int now) {
      std::vector<Node> items;
      for (int i = 0; i < now; ++i) items.push_back(dom::li("item ", i, " of ", now));
      return dom::article(dom::h2("part ", now), dom::p("There are ", clicks, " clicks in part ", now, "."), inner,
                          dom::ul(items), dom::input("placeholder"_a = "note"), dom::button("click", plus(clicks)));
    });
    return dom::main(dom::button("next", plus(n)), dom::output(n), dom::div("id"_a = "around", content));
  });
}

// Markup that the parser makes something else of.
App parsed() {
  return App([] {
    const Observable<int> n{1};
    const Observable<int> live{1};
    const auto block = n.map([=](int now) {
      return dom::article(dom::p("before ", now, dom::div("block ", live), "after ", now), dom::i("end ", now));
    });
    const auto rows = n.map([=](int now) {
      std::vector<Node> all;
      for (int i = 0; i < now; ++i) all.push_back(dom::tr(dom::td("row ", i), dom::td(live)));
      return dom::fragment(dom::table(all), dom::i("rows ", now));
    });
    return dom::main(dom::button("next", plus(n)), dom::button("live", plus(live)), dom::output(n),
                     dom::section("id"_a = "block", block), dom::section("id"_a = "rows", rows));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(words())).route("/parsed", strict(parsed()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
