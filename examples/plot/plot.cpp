// A chart of npm's uPlot that moves: the program has the measurements, plot.ts draws them.
#include <bonito/bonito.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <thread>
#include <vector>

#include "plot.module.hpp"
using namespace bonito;
using namespace std::chrono_literals;

namespace {

using Columns = std::vector<std::vector<double>>;  // the times and two signals: typed arrays in the page

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// What was measured in the last 30 seconds.
Columns measure() {
  Columns columns(3);
  for (double t = now() - 30, end = now(); t <= end; t += 0.05) {
    columns[0].push_back(t);
    columns[1].push_back(20 + 3 * std::sin(t / 2) + 0.4 * std::sin(17 * t));
    columns[2].push_back(17 + 2 * std::cos(t / 3) * std::sin(t / 7) + 0.2 * std::sin(29 * t));
  }
  return columns;
}

App page(const Observable<Columns>& shown) {
  return App(
      [=](Session& session) {
        const Node chart = dom::div();
        session.on_load(chart, js("element => $0.plot(element, $1)", modules::plot(), shown));
        return dom::main(dom::h1("Two temperatures"), chart);
      },
      {.title = "uPlot", .content_security_policy = "default-src 'self'"});
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<Columns> shown{measure()};
  const std::jthread clock([=](const std::stop_token& stop) {
    for (; !stop.stop_requested(); std::this_thread::sleep_for(50ms)) shown.set(measure());
  });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", page(shown));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
