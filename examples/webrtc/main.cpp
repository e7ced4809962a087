// A counter and a clock whose page is carried by a WebRTC data channel: a connection of one's own, with no WebSocket.
#include <chrono>
#include <iostream>
#include <thread>

#include "../conformance.hpp"
#include "connection.hpp"
using namespace bonito;
using namespace std::chrono_literals;

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  const Observable<int> count{0};
  const Observable<int> seconds{0};
  const App app(
      [=] {
        const auto line = dom::span("data-bonito-status"_a = "static", "data-text-connected"_a = "connected",
                                    "data-text-reconnecting"_a = "trying again", "data-text-offline"_a = "lost");
        return dom::main(dom::h1("Count: ", count),
                         dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })),
                         dom::p("id"_a = "clock", "The program runs for ", seconds, " s."),
                         dom::p("id"_a = "line", "Carried by WebRTC: ", line));
      },
      {.title = "Over WebRTC", .indicator = ConnectionIndicator(), .content_security_policy = "default-src 'self'"});

  ConformanceOption conformance(argc, argv);
  webrtc::Peers peers;
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  const Registration carried = webrtc::carry_pages(server, peers);
  server.route("/", conformance.in_place_of(app));
  const std::jthread clock([&](const std::stop_token& stop) {
    for (; !stop.stop_requested(); std::this_thread::sleep_for(1s)) seconds.update([](int& n) { ++n; });
  });
  std::cout << "Listening on " << server.url() << std::endl;
  conformance ? conformance.check() : server.wait();
  return conformance.status();
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
