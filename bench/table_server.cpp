// The table of the js-framework-benchmark, whose rows the program has: table.mjs opens it.
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "bonito/bonito.hpp"

using namespace bonito;

namespace {

struct Row {
  int id;
  Observable<std::string> label;
};

class Data {
 public:
  std::vector<Row> rows(int count) {
    std::vector<Row> made;
    for (int i = 0; i < count; ++i) made.push_back({next_++, Observable<std::string>(label())});
    return made;
  }

 private:
  std::string label() {
    static constexpr const char* adjectives[] = {"pretty", "large", "big",  "small",
                                                 "tall",   "short", "long", "handsome"};
    static constexpr const char* colours[] = {"red", "yellow", "blue", "green", "pink", "brown", "purple", "white"};
    static constexpr const char* nouns[] = {"table", "chair", "house", "desk", "car", "pony", "cookie", "keyboard"};
    const auto any = [&](const auto& words) { return std::string(words[random_() % std::size(words)]); };
    return any(adjectives) + ' ' + any(colours) + ' ' + any(nouns);
  }

  int next_ = 1;
  std::minstd_rand random_{1};
};

App table() {
  return App([] {
    const auto data = std::make_shared<Data>();
    const ObservableVector<Row> rows;
    const Observable<int> selected{0};
    const auto button = [](std::string id, auto f) { return dom::button("id"_a = id, id, on_click(f)); };
    const auto row_of = [=](const Row& row) {
      const int id = row.id;
      const auto is_selected = selected.map([id](int chosen) { return chosen == id; }).distinct();
      return dom::tr(
          "class"_a = Classes{{"danger", is_selected}}, dom::td(id),
          dom::td(dom::a(row.label, on_click([=] { selected.set(id); }))),
          dom::td(dom::a("x", on_click([=] { rows.erase_if([id](const Row& each) { return each.id == id; }); }))),
          dom::td());
    };
    const auto update = [=] {
      batch([&] {
        for (std::size_t i = 0; i < rows.size(); i += 10)
          rows.at(i)->label.update([](std::string& label) { label += " !!!"; });
      });
    };
    const auto append = [=](int count) {
      return [=] {
        auto all = *rows.observable().snapshot();
        for (Row& row : data->rows(count)) all.push_back(std::make_shared<const Row>(std::move(row)));
        rows.observable().set(std::move(all));
      };
    };
    const auto swap = [=] {
      if (rows.size() > 998) rows.swap(1, 998);
    };
    return dom::main(button("run", [=] { rows.set(data->rows(1000)); }),
                     button("runlots", [=] { rows.set(data->rows(10'000)); }), button("add", append(1000)),
                     button("update", update), button("swaprows", swap), button("clear", [=] { rows.clear(); }),
                     dom::table(dom::tbody(KeyedList(rows, &Row::id, row_of))));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", table());
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
