// A surface of npm's three.js, whose points this program computes 30 times a second.
#include <bonito/bonito.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <thread>
#include <vector>

#include "scene.module.hpp"
using namespace bonito;
using namespace std::chrono_literals;

namespace {

constexpr int side = 96;

// x, y and z of each point, row by row: waves from two sources.
std::vector<float> waves(float time) {
  std::vector<float> points;
  for (int i = 0; i < side * side; ++i) {
    const float x = 4 * static_cast<float>(i % side) / (side - 1) - 2;
    const float z = 4 * static_cast<float>(i / side) / (side - 1) - 2;
    const auto wave = [=](float from) { return std::sin(6 * std::hypot(x - from, z) - 3 * time); };
    points.insert(points.end(), {x, 0.12F * (wave(-1) + wave(1)), z});
  }
  return points;
}

App page(const Observable<std::vector<float>>& shown) {
  return App(
      [=](Session& session) {
        const Node canvas =
            dom::canvas("style"_a = Styles{{"display", "block"}, {"width", "100%"}, {"height", "85vh"}});
        session.on_load(canvas, js("canvas => $0.scene(canvas, $1, $2)", modules::scene(), shown, side));
        return dom::main(canvas);
      },
      {.title = "three.js", .content_security_policy = "default-src 'self'"});
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<std::vector<float>> shown{waves(0)};
  const std::jthread clock([=](const std::stop_token& stop) {
    for (float time = 0; !stop.stop_requested(); std::this_thread::sleep_for(33ms)) shown.set(waves(time += 0.033F));
  });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", page(shown));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
