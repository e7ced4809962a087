#include "apps.hpp"

#include <bonito/testing/conformance.hpp>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>

using namespace bonito;
using namespace std::chrono_literals;

namespace notebook {
namespace {

std::string time_now() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  std::ostringstream text;
  text << std::put_time(localtime_r(&now, &local), "%H:%M:%S");
  return text.str();
}

// Ticks for as long as an app holds it.
class Clock {
 public:
  const Observable<std::string> time{time_now()};

 private:
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_{[this](const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!woken_.wait_for(lock, stop, 100ms, [] { return false; }) && !stop.stop_requested()) {
      if (auto now = time_now(); now != time.get()) time.set(std::move(now));
    }
  }};
};

// Beside an output that is not connected, the word for that.
Node connection() {
  return dom::small("data-bonito-status"_a = "static", "data-text-connected"_a = "",
                    "data-text-reconnecting"_a = "connecting…", "data-text-offline"_a = "not connected");
}

// An output, which counts while it is live. In a narrow window Jupyter lays what folds an output over its left edge: it
// stands above that.
App output(Observable<int> live, std::function<Node()> show) {
  using namespace literals;
  return App([=](Session& session) {
    live.update([](int& n) { ++n; });
    session.closed().on([=] { live.update([](int& n) { --n; }); }).detach();
    return dom::p("style"_a = Styles{{"position", "relative"}, {"z-index", "1"}}, show(), " ", connection());
  });
}

// The conformance kit's page, which shows what the kit has found.
class Conformance {
 public:
  Node render(Session& session, const Request& request) {
    std::call_once(shown_, [this] { checks_ = std::jthread([this] { kit_.report(); }); });
    return kit_.app().render(session, request);
  }

 private:
  // Up: more than Jupyter takes if it is not told to (main.cpp). The test cuts the line of a notebook.
  testing::Conformance kit_{{.max_up = 11u << 20, .burst = 3'000, .cut = [] { std::clog << "Cut!" << std::endl; }}};
  std::once_flag shown_;
  std::jthread checks_;
};

}  // namespace

Apps make_apps() {
  const Observable<int> count{0}, live{0};
  const auto clock = std::make_shared<Clock>();
  const auto kit = std::make_shared<Conformance>();
  const auto counter = [=] {
    const auto add = [=] { count.update([](int& n) { ++n; }); };
    return dom::span(dom::button("+1", on_click(add)), " Count: ", dom::b(count));
  };
  return {
      {"counter", {"A count that all outputs share.", output(live, counter)}},
      {"clock", {"The time.", output(live, [=] { return dom::span("It is ", dom::b(clock->time)); })}},
      {"conformance", {"What the comm does, and should.", App([=](Session& session, const Request& request) {
                         return kit->render(session, request);
                       })}},
      {"outputs", {"How many outputs are live.", output(live, [=] { return dom::span("Live: ", dom::b(live)); })}},
  };
}

}  // namespace notebook
