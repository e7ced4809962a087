#include "support/counting_app.hpp"

#include <chrono>
#include <thread>

namespace bonito::bench {
namespace {

constexpr int most_ahead = 20'000;  // far less than the budget of a session
constexpr int look_every = 1024;

void count(const std::stop_token& stop, const Observable<int>& line, const Observable<int>& seen, int last) {
  for (int value = 1; value <= last; ++value) {
    line.set(value);
    while (value % look_every == 0 && value - seen.get() > most_ahead) {
      if (stop.stop_requested()) return;
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
}

}  // namespace

App counting_app() {
  return App([](Session& session) {
    const Observable<int> line{0};
    const Observable<int> go{0};
    const Observable<int> seen{0};
    session.mirror("line", line.deliver(Delivery::every));
    session.mirror("go", go);
    session.mirror("seen", seen);
    auto& counting = session.data<std::jthread>();  // it ends with the session
    go.on(session, [=, &counting](int last) {
      counting = std::jthread([=](std::stop_token stop) { count(stop, line, seen, last); });
    });
    return dom::p("This page counts.");
  });
}

}  // namespace bonito::bench
