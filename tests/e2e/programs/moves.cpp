// Elements that have much to lose move about: in a list, and in places where markup means something else.
#include <algorithm>
#include <iostream>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

struct Item {
  std::string name;
  std::string text;
};

Node thing(const std::string& name) {
  if (name == "input") return dom::input("placeholder"_a = "a word");
  if (name == "iframe") return dom::iframe("srcdoc"_a = UnsafeHtml("<p>a page in the page</p>"));
  if (name == "canvas") return dom::canvas("width"_a = 20, "height"_a = 20);
  if (name == "video") return dom::video("muted"_a = true, "width"_a = 40);
  if (name == "details") return dom::details(dom::summary("more"), "what is in it");
  if (name == "counter") return dom::element("test-counter");
  if (name == "island") return dom::fragment(UnsafeHtml("<b>HTML</b><input>"));
  if (name == "words") return dom::p("words to be selected");
  if (name != "box") return {};
  return dom::div("class"_a = "box", "style"_a = Styles{{"height", "40px"}, {"overflow", "auto"}},
                  dom::div("style"_a = Styles{{"height", "1000px"}}, "high"));
}

App moves() {
  return App([] {
    ObservableVector<Item> list;
    for (const auto* name :
         {"input", "iframe", "beside", "canvas", "box", "video", "details", "counter", "island", "words"}) {
      list.push_back({name, name});
    }
    const auto items = KeyedList(list, &Item::name, [](const Item& item) {
      return dom::li("id"_a = item.name, dom::span(item.text), thing(item.name));
    });
    const auto louder = [](Item& item) { item.text += '!'; };
    const auto is_new = [](const Item& item) { return item.name.starts_with("new"); };
    const auto reverse = [=] {
      batch([&] {
        for (std::size_t i = 0; i < list.size(); ++i) list.move(list.size() - 1, i);
      });
    };
    const auto insert = [=] {
      batch([&] {
        list.insert(0, {"new 1", "new"});
        list.insert(list.size() / 2, {"new 2", "new"});
        list.push_back({"new 3", "new"});
      });
    };
    return dom::main(dom::button("rotate", on_click([=] { list.move(list.size() - 1, 0); })),
                     dom::button("reverse", on_click(reverse)),
                     dom::button("neighbour", on_click([=] {
                                   list.update_if([](const Item& item) { return item.name == "beside"; }, louder);
                                 })),
                     dom::button("all", on_click([=] { list.update_if([](const Item&) { return true; }, louder); })),
                     dom::button("insert", on_click(insert)),
                     dom::button("remove", on_click([=] { list.erase_if(is_new); })), dom::ul(items));
  });
}

// Many rows in any order, the same ones in each run.
App many() {
  return App([] {
    const Observable<std::vector<int>> order(std::vector<int>(1000));
    order.update([](std::vector<int>& all) { std::iota(all.begin(), all.end(), 0); });
    const auto random = std::make_shared<std::mt19937>(7);
    const auto rows = KeyedList(order, std::identity(), [](int n) {
      return dom::li("id"_a = n, n, n == 500 ? dom::fragment(thing("input"), thing("box")) : Node());
    });
    return dom::main(dom::button("shuffle", on_click([=] {
                                   order.update([&](std::vector<int>& all) { std::ranges::shuffle(all, *random); });
                                 })),
                     dom::ul(rows));
  });
}

// Where a text is laid out as an element is, and where elements are of another kind.
App places() {
  return App([] {
    const Observable<int> n{1};
    const auto words = n.map([](int now) {
      return dom::fragment("word", std::string(static_cast<std::size_t>(now), '!'), dom::b("bold"),
                           now > 2 ? "end" : "");
    });
    const auto shapes = n.map([](int now) {
      std::vector<Node> dots;
      for (int i = 0; i < now; ++i) dots.push_back(svg::circle("r"_a = 4, "cy"_a = 5, "cx"_a = 5 + 10 * i + now));
      return svg::g(svg::title("drawing ", now), dots, svg::foreignObject("width"_a = 9, "height"_a = 9, dom::p(now)));
    });
    const auto rows = n.map([](int now) {
      std::vector<Node> all;
      for (int i = now; i > 0; --i)
        all.push_back(dom::tr("key"_a = std::to_string(i), dom::td("row ", i), dom::td("of ", now)));
      return all;
    });
    return dom::main(dom::button("next", on_click([=] { n.update([](int& now) { ++now; }); })),
                     dom::div("id"_a = "flex", "style"_a = Styles{{"display", "flex"}, {"gap", "10px"}}, words),
                     dom::div("id"_a = "grid", "style"_a = Styles{{"display", "grid"}, {"row-gap", "10px"}}, words),
                     svg::svg("viewBox"_a = "0 0 100 10", "width"_a = 400, shapes),
                     dom::table(dom::thead(dom::tr(dom::th("what"), dom::th("of"))), dom::tbody(rows)));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(moves())).route("/places", strict(places())).route("/many", strict(many()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
