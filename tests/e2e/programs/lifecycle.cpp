// Pages that take long to make, and pages whose program ends.
#include <future>
#include <iostream>
#include <stdexcept>
#include <string>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

using Gate = std::shared_future<void>;  // opened by GET /release

Node counter() {
  const Observable<int> count{0};
  return dom::section(dom::h1("Count: ", count),
                      dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
}

AppOptions with_loading_page() { return {.loading_page = dom::p("id"_a = "loading", "Loading…")}; }

App loading(const Gate& gate) {
  return App(
      [=] {
        gate.wait();
        return counter();
      },
      with_loading_page());
}

App loading_fails(const Gate& gate) {
  return App(
      [=]() -> Node {
        gate.wait();
        throw std::runtime_error("the archive is locked");
      },
      with_loading_page());
}

App parts(const Gate& gate) {
  return App([=] {
    const auto slow = [=] {
      gate.wait();
      return counter();
    };
    const auto faulty = [=]() -> Node {
      gate.wait();
      throw std::runtime_error("the archive is locked");
    };
    return dom::main(dom::h2("Report"), dom::div("id"_a = "slow", later(slow, dom::p("Counting…"))),
                     dom::div("id"_a = "faulty", later(faulty, dom::p("Reading…"))));
  });
}

// Fields of every kind. The program hears of the name, and of the radio buttons, the newest word last.
Node fields() {
  const Observable<std::string> name{""};
  const Observable<std::string> size{"small"};
  const auto option = [&](const char* value) {
    return dom::label(dom::input("id"_a = value, "type"_a = "radio", "name"_a = "size", "value"_a = value,
                                 "checked"_a = value == size.get(),
                                 on_input([=](std::string chosen) { size.set(std::move(chosen)); })),
                      value);
  };
  return dom::section(dom::input("id"_a = "name", on_input([=](std::string typed) { name.set(std::move(typed)); })),
                      dom::output("id"_a = "heard", name), dom::textarea("id"_a = "remark"),
                      dom::input("id"_a = "agree", "type"_a = "checkbox"), option("small"), option("large"),
                      dom::output("id"_a = "size", size),
                      dom::select("id"_a = "colour", dom::option("red"), dom::option("green"), dom::option("blue")),
                      dom::select("id"_a = "days", "multiple"_a = true, dom::option("Monday"), dom::option("Tuesday"),
                                  dom::option("Friday")),
                      dom::input("id"_a = "secret", "type"_a = "password"),
                      dom::input("id"_a = "paper", "type"_a = "file"),
                      dom::input("id"_a = "ticket", "type"_a = "hidden", "value"_a = "of the program"));
}

// A page with fields that come when they are released.
App slow_form(const Gate& gate) {
  return App(
      [=] {
        gate.wait();
        return dom::main(fields());
      },
      with_loading_page());
}

// A page with fields; `renders` counts how often it was loaded.
App form(const Observable<int>& renders, Gone gone) {
  return App(
      [=](Session& session) {
        renders.update([](int& n) { ++n; });
        const auto end = [weak = session.weak()] {
          if (const auto alive = weak.lock()) alive->close();
        };
        return dom::main(dom::p("id"_a = "renders", renders), counter(), fields(), dom::button("end", on_click(end)));
      },
      {.indicator = ConnectionIndicator(), .gone = gone});
}

}  // namespace

int main(int argc, char** argv) try {
  std::promise<void> opened;
  const Gate gate = opened.get_future().share();
  const Observable<int> renders{0};
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/loading", strict(loading(gate)))
      .route("/loading-fails", strict(loading_fails(gate)))
      .route("/parts", strict(parts(gate)))
      .route("/offer", strict(form(renders, Gone::offer)))
      .route("/reload", strict(form(renders, Gone::reload)))
      .route("/stay", strict(form(renders, Gone::stay)))
      .route("/slow", strict(slow_form(gate)))
      .route("/release", [&](const Visit&) {
        opened.set_value();
        return Response{.status = 204};
      });
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
