// Pages whose content is replaced while they are looked at.
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

EventHandler plus(const Observable<int>& which, int by = 1) {
  return on_click([=] { which.update([&](int& n) { n += by; }); });
}

// Rows of a table, each with a handler of its own, a live cell, and rules that came with it.
App table() {
  return App([] {
    const Observable<int> rows{2};
    const Observable<int> chosen{-1};
    const auto body = rows.map([=](int n) {
      std::vector<Node> all;
      for (int i = 0; i < n; ++i) {
        const Observable<int> clicks{0};
        const auto look = Styles{{"color", "rgb(" + std::to_string(i) + ", 2, 3)"}};
        all.push_back(dom::tr("style"_a = look, dom::td("row ", i), dom::td(clicks),
                              dom::td(dom::button("choose", on_click([=] {
                                                    chosen.set(i);
                                                    clicks.update([](int& count) { ++count; });
                                                  })))));
      }
      return all;
    });
    return dom::main(dom::button("more", plus(rows)), dom::button("fewer", plus(rows, -1)),
                     dom::p("id"_a = "chosen", chosen),
                     dom::table(dom::thead(dom::tr(dom::th("head"))), dom::tbody(body)));
  });
}

// Shapes in a drawing, which mean something only there.
App drawing() {
  return App([] {
    const Observable<int> dots{1};
    const auto shapes = dots.map([=](int n) {
      std::vector<Node> all;
      for (int i = 0; i < n; ++i) all.push_back(svg::circle("r"_a = 4, "cy"_a = 5, "cx"_a = 5 + 10 * i, plus(dots)));
      return all;
    });
    return dom::main(svg::svg("viewBox"_a = "0 0 100 10", "width"_a = 400, svg::g(shapes)), dom::p(dots));
  });
}

// A formula, whose elements mean something only there, and a template, whose elements are not on the page.
App formula() {
  return App([] {
    const Observable<int> terms{1};
    const auto sum = terms.map([](int n) {
      std::vector<Node> all;
      for (int i = 0; i < n; ++i) all.push_back(mathml::msup(mathml::mi("x"), mathml::mn(i)));
      return all;
    });
    const auto text = terms.map([](int n) { return dom::fragment(dom::b(n), dom::br(), "terms"); });
    const auto kept = terms.map([](int n) { return dom::div(dom::template_(dom::p("for ", n)), dom::p("beside")); });
    return dom::main(
        dom::button("more", plus(terms)), kept,
        mathml::math("display"_a = "block", mathml::mrow(sum), mathml::mtext("style"_a = "color: red", text)));
  });
}

// A region in a region: the inner one lives on its own, and goes with the outer one.
App nested() {
  return App([] {
    const Observable<int> outer{0};
    const auto content = outer.map([](int n) {
      const Observable<int> inner{0};
      const auto words = inner.map([](int m) { return dom::em("inner ", m); });
      return dom::section(dom::h2("outer ", n), dom::p(words), dom::button("inner", plus(inner)));
    });
    return dom::main(dom::button("outer", plus(outer)), content);
  });
}

// Swapped as often as it is asked to, with all that a page can keep: texts, attributes, handlers, a paced input, a
// region.
App swaps() {
  return App([] {
    const Observable<int> swap{0};
    const auto content = swap.map([](int n) {
      const Observable<int> live{n};
      const auto words = live.map([](int m) { return dom::em(m); });
      return dom::div(
          "key"_a = n, "id"_a = "content", "data-n"_a = live, live, words, dom::button("inside", plus(live)),
          dom::input("value"_a = live,
                     on_input([=](int typed) { live.set(typed); }, {.debounce = std::chrono::milliseconds(20)})));
    });
    return dom::main(dom::button("swap", plus(swap)), content);
  });
}

// Fields that somebody types into while the page around them changes.
App typing() {
  return App([] {
    const Observable<int> beside{0};
    const Observable<std::string> text{""};
    const Observable<bool> open{true};
    const auto around = open.map([=](bool is_open) {
      if (!is_open) return dom::p("closed");
      return dom::form(dom::input("id"_a = "field", "value"_a = text, on_input([=](std::string typed) {
                                    text.set(std::move(typed));
                                    beside.update([](int& n) { ++n; });
                                  })));
    });
    return dom::main(around, beside.map([](int n) { return dom::p("id"_a = "beside", "changed ", n); }),
                     dom::output(text),
                     dom::button("toggle", on_click([=] { open.update([](bool& is_open) { is_open = !is_open; }); })));
  });
}

// A field in the very region that is made anew with what is typed into it.
App echoed() {
  return App([] {
    const Observable<std::string> text{""};
    return dom::main(text.map([=](const std::string& now) {
      return dom::div(dom::input("value"_a = now, on_input([=](std::string typed) { text.set(std::move(typed)); })),
                      dom::p(now));
    }));
  });
}

// A region whose function throws for 2, and which works on for 3.
struct Reading {
  int n = 0;
};
Node to_node(Session&, const Reading& reading) {
  if (reading.n == 2) throw std::runtime_error("the sensor is wet");
  return dom::p("id"_a = "reading", "reading ", reading.n);
}
App faulty() {
  return App([] {
    const Observable<int> n{1};
    const Observable<int> clicks{0};
    return dom::main(n.map([](int now) { return Reading{now}; }), dom::button("next", plus(n)),
                     dom::button("count", plus(clicks)), dom::output(clicks));
  });
}

// Regions that are replaced while another thread still changes what they showed, and after.
class Late {
 public:
  Late() {
    for (std::size_t i = 0; i < count; ++i) {
      values_.emplace_back(0);
      regions_.emplace_back(content(i));
    }
  }
  void replace() {
    threads_.emplace_back([old = values_, done = done_] {
      for (int i = 1; i <= 20; ++i) {
        for (const auto& value : old) value.set(i);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      done.update([](int& n) { ++n; });
    });
    generation_.update([](int& n) { ++n; });
    for (std::size_t i = 0; i < count; ++i) {
      values_[i] = Observable<int>{0};
      regions_[i].set(content(i));
    }
  }
  Node node() const {
    return dom::fragment(dom::output("id"_a = "generation", generation_), dom::output("id"_a = "done", done_),
                         regions_);
  }

 private:
  static constexpr std::size_t count = 30;

  // Some are another element each time, some the same one with another value, some only a text.
  Node content(std::size_t i) const {
    const int now = generation_.get();
    const auto text = [&](const auto& tag) { return tag("data-now"_a = now, "title"_a = values_[i], values_[i]); };
    switch (i % 3) {
      case 0: return dom::keyed(std::to_string(now), text(dom::p));
      case 1: return text(dom::p);
      default: return now % 2 == 0 ? dom::fragment(values_[i]) : dom::fragment("gone");
    }
  }

  std::vector<Observable<int>> values_;
  std::vector<Observable<Node>> regions_;
  const Observable<int> generation_{0}, done_{0};
  std::vector<std::jthread> threads_;
};

App late() {
  return App([] {
    const auto all = std::make_shared<Late>();
    return dom::main(dom::button("replace", on_click([=] { all->replace(); })), all->node());
  });
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/table", strict(table()))
      .route("/drawing", strict(drawing()))
      .route("/formula", strict(formula()))
      .route("/nested", strict(nested()))
      .route("/swaps", strict(swaps()))
      .route("/typing", strict(typing()))
      .route("/echoed", strict(echoed()))
      .route("/faulty", strict(faulty()))
      .route("/late", strict(late()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
