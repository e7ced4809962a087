// A map of npm's Leaflet whose tiles this program draws, and a boat that sails to where a visitor clicks.
#include <bonito/bonito.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <sstream>
#include <thread>

#include "map.module.hpp"
using namespace bonito;
using namespace std::chrono_literals;

namespace {

using Place = std::pair<double, double>;  // to the north and to the east; the tile 0/0/0 is 256 wide and high

// An island's colour, or the sea's.
const char* colour(double x, double y) {
  const double hills = 0.4 * std::sin(x / 9) * std::sin(y / 11) + 0.2 * std::sin(x / 3 + y / 5);
  const double height = std::cos(x / 60 - 2.2) + std::cos(y / 50 - 2.4) + hills - 0.9;
  return height < 0 ? "#7fb2d9" : height < 0.15 ? "#e6d9a2" : height < 0.7 ? "#9cc47e" : "#6f9c62";
}

// tiles/ZOOM/X/Y
Response tile(const Visit& visit) {
  const auto at = [&](std::size_t axis, int part) {
    return (std::stoi(visit.captures.at(axis)) + part / 64.0) * 256 / std::exp2(std::stoi(visit.captures.at(0)));
  };
  std::ostringstream svg;
  svg << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64' shape-rendering='crispEdges'>";
  for (int i = 0, x = 0, y = 0; i < 64 * 64; x = ++i % 64, y = i / 64) {
    svg << "<path d='M" << x << ' ' << y << "h1v1h-1' fill='" << colour(at(1, x), at(2, y)) << "'/>";
  }
  svg << "</svg>";
  return {.body = svg.str(), .headers = {{"Content-Type", "image/svg+xml"}}};
}

App page(const Observable<Place>& boat, const Observable<Place>& aim) {
  return App(
      [=](Session& session) {
        const Node map = dom::div("style"_a = Styles{{"height", "80vh"}});
        session.on_load(map, js("element => $0.map(element, $1, $2)", modules::map(), boat, aim));
        return dom::main(map);
      },
      {.title = "Leaflet", .content_security_policy = "default-src 'self'"});
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<Place> boat{{-200, 60}}, aim{boat.get()};
  const std::jthread clock([=](const std::stop_token& stop) {
    for (; !stop.stop_requested(); std::this_thread::sleep_for(50ms)) {
      const auto [north, east] = boat.get();
      const auto [to_north, to_east] = aim.get();
      const double part = 1 / std::fmax(1, std::hypot(to_north - north, to_east - east));
      boat.set({north + part * (to_north - north), east + part * (to_east - east)});
    }
  });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", page(boat.distinct(), aim)).route("/tiles/:zoom/:x/:y", tile);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
