// What the guide to pages shows: a tank with a valve, as everybody sees it and as each visitor likes it.
#include <bonito/bonito.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

using namespace bonito;
using namespace std::chrono_literals;

namespace {

struct Tank {
  std::string name;
  Observable<double> litres{400.0};
  Observable<bool> is_open{false};  // its valve
};

// A part of a page is a function that returns one.
Node dial(const Observable<double>& litres) {
  const auto turn = litres.map([](double now) { return "rotate(" + std::to_string(now * 0.18 - 90) + ")"; });
  return svg::svg("viewBox"_a = "-50 -50 100 55", "width"_a = 200, "role"_a = "img", "aria-label"_a = "Dial",
                  svg::path("d"_a = "M-45 0A45 45 0 0 1 45 0", "fill"_a = "none", "stroke"_a = "currentColor"),
                  svg::line("y2"_a = -40, "stroke"_a = "currentColor", "transform"_a = turn));
}

Node valve(const Tank& tank) {
  const auto toggle = [=] { tank.is_open.update([](bool& open) { open = !open; }); };
  return dom::button("class"_a = Classes{"valve", {"open", tank.is_open}},
                     tank.is_open.map([](bool open) { return open ? "Close" : "Open"; }), on_click(toggle));
}

App overview(const std::vector<Tank>& tanks) {
  return App([=] {
    std::vector<Node> links;
    for (const Tank& tank : tanks) links.push_back(dom::li(dom::a("href"_a = "/tank/" + tank.name, tank.name)));
    return dom::main(dom::h1("Tanks"), links.empty() ? dom::p("None.") : dom::ul(links));
  });
}

App panel(const Tank& tank) {
  return App(
      [=](const Request& request) {
        const Observable<bool> in_gallons{query_value(request.query, "unit") == "gal"};  // of this page alone
        const auto amount = combine(tank.litres, in_gallons).map([](double litres, bool gallons) {
          return std::to_string(std::lround(gallons ? litres / 3.785 : litres)) + (gallons ? " gal" : " l");
        });
        const auto choose = dom::label(dom::input("type"_a = "checkbox", "checked"_a = in_gallons,
                                                  on_change([=](bool yes) { in_gallons.set(yes); })),
                                       "in gallons");
        return dom::main(dom::h1("Tank ", tank.name), dial(tank.litres), dom::p("It holds ", amount, "."),
                         dom::meter("max"_a = 1000, "value"_a = tank.litres), valve(tank),
                         when(tank.is_open, dom::strong("The valve is open.")), choose);
      },
      {.title = "Tank " + tank.name,
       .indicator = ConnectionIndicator(),
       .content_security_policy = "default-src 'self'"});
}

// Runs whether somebody looks or nobody does: where a valve is open, the tank runs dry.
void simulate(const std::vector<Tank>& tanks, const std::stop_token& over) {
  while (!over.stop_requested()) {
    for (const Tank& tank : tanks) {
      if (tank.is_open.get()) tank.litres.update([](double& litres) { litres -= litres / 4; });
    }
    std::this_thread::sleep_for(100ms);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<Tank> tanks{{"north"}, {"south"}};
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", overview(tanks));
  for (const Tank& tank : tanks) server.route("/tank/" + tank.name, panel(tank));
  const std::jthread simulation([&](const std::stop_token& over) { simulate(tanks, over); });
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
