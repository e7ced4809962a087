// The page that own_server_blocking, own_server_events and pipe show, each in its way.
#pragma once
#include <bonito/bonito.hpp>
#include <chrono>
#include <string>
#include <thread>

// A counter that all visitors share, and a clock that the program pushes.
class CounterAndClock {
 public:
  // Beside them may stand more.
  explicit CounterAndClock(std::string title, bonito::Node more = {})
      : title_(std::move(title)), more_(std::move(more)) {}

  bonito::App app() const {
    using namespace bonito;
    return App(
        [count = count_, ticks = ticks_, more = more_] {
          return dom::main(dom::h1("Count: ", count),
                           dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })),
                           dom::p("Tick ", ticks), more);
        },
        {.title = title_, .indicator = ConnectionIndicator(), .content_security_policy = "default-src 'self'"});
  }

 private:
  const std::string title_;
  const bonito::Node more_;
  const bonito::Observable<int> count_{0}, ticks_{0};
  const std::jthread clock_{[ticks = ticks_](const std::stop_token& stop) {
    for (int tick = 1; !stop.stop_requested(); ++tick) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      ticks.set(tick);
    }
  }};
};
