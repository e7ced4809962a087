// A million points that move, 60 times a second: the numbers go from this program's memory to the browser's WebGL
// without being copied, converted or looked at on the way. How they are drawn says points.js.
#include <bonito/bonito.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

using namespace bonito;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t points = 1'000'000;
constexpr std::size_t period = 250'000;  // after so many points the signal is what it was
constexpr std::size_t step = 2'500;      // from frame to frame

// Longer than what is shown by a period: each frame is a window on it.
std::shared_ptr<const std::vector<float>> signal() {
  std::vector<float> values(points + period);
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i >= period) {
      values[i] = values[i - period];
      continue;
    }
    noise = noise * 1664525u + 1013904223u;
    const double phase = 6.283185307 * static_cast<double>(i) / period;
    const double wide = 0.5 * std::sin(phase) + 0.2 * std::sin(3 * phase + 1) + 0.1 * std::sin(40 * phase);
    values[i] = static_cast<float>(wide + 0.15 * (noise >> 8) / (1 << 24) * std::cos(2 * phase));
  }
  return std::make_shared<const std::vector<float>>(std::move(values));
}

// What the array looks at it also keeps.
Array frame(const std::shared_ptr<const std::vector<float>>& all, std::size_t number) {
  return Array(std::span<const float>(*all).subspan(number * step % period, points), all);
}

App page(const Observable<Array>& shown) {
  return App(
      [=](Session& session) {
        session.mirror("points", shown);
        const auto dark = Styles{{"color", "#6aa5ff"}, {"background", "#0c0f14"}};
        return dom::main(Styles().rule("body", {{"margin", 0}}),
                         dom::canvas("style"_a = Styles{{"display", "block"},
                                                        {"width", "100vw"},
                                                        {"height", "100vh"},
                                                        {"color", "#1f5fc4"},
                                                        {"background", "#f5f7fa"}}
                                                     .rule("@media (prefers-color-scheme: dark)", dark)),
                         dom::output("style"_a = Styles{{"position", "fixed"},
                                                        {"inset", "8px auto auto 12px"},
                                                        {"font", "14px system-ui, sans-serif"}}),
                         Asset(POINTS_SCRIPT));
      },
      {.title = "A million points", .content_security_policy = "default-src 'self'"});
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  const auto all = signal();
  const Observable<Array> shown{frame(all, 0)};
  const std::jthread clock([=](const std::stop_token& stop) {
    auto next = std::chrono::steady_clock::now();
    for (std::size_t number = 1; !stop.stop_requested(); ++number) {
      std::this_thread::sleep_until(next += 16ms);
      shown.set(frame(all, number));
    }
  });
  auto server = Server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", page(shown));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
