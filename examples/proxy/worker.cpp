#include "worker.hpp"

#include <unistd.h>

#include <csignal>

#include "../conformance.hpp"
#include "socket_line.hpp"

using namespace bonito;

namespace {

// A counter that all visitors of this process share.
App counter() {
  const Observable<int> count{0};
  return App([=] {
    using namespace literals;
    return dom::section("id"_a = "counter", dom::h2("Count: ", count),
                        dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })),
                        dom::p("Process ", dom::output(::getpid())));
  });
}

// What was read in a day, as long as somebody saves it.
Pieces readings() {
  co_yield "second,degrees\n";
  for (int second = 0; second < 24 * 60 * 60; ++second) {
    co_yield std::to_string(second) + "," + std::to_string(20 + second % 7) + "\n";
  }
}

// A thermometer with a picture and a table, which the browser asks the host for.
App thermometer(const Observable<int>& degrees) {
  const auto picture = Asset::text(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="9" fill="#c33"/></svg>)",
      "image/svg+xml", "bulb.svg");
  const auto table = Download::stream(readings, {.name = "readings.csv"});
  return App([=] {
    using namespace literals;
    return dom::section("id"_a = "thermometer", "style"_a = Styles{{"color", "#c33"}},
                        dom::img("src"_a = picture, "alt"_a = "A bulb"), dom::h2(degrees, " °C"),
                        dom::p("Save the ", table));
  });
}

}  // namespace

int run_worker(int socket, int argc, char** argv) {
  std::signal(SIGINT, SIG_IGN);  // it ends when its line does
  ConformanceOption conformance(argc, argv);
  const Observable<int> degrees{20};
  const std::jthread weather([=](const std::stop_token& stop) {
    for (int n = 0; !stop.stop_requested(); ++n) {
      degrees.set(20 + n % 7);
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  });
  const auto line = std::make_shared<SocketLine>(socket);
  ProxyWorker worker(line);
  worker.serve("counter", conformance.in_place_of(counter()));
  worker.serve("thermometer", thermometer(degrees));
  line->on_room([&] { worker.writable(); });
  const std::jthread checks([&] {
    if (!conformance) return;
    conformance.check();
    line->close();
  });
  for (Bytes message; line->read(message);) worker.process_message(message);
  worker.closed();
  line->stop();
  return conformance.status();
}
