#include "support/time_app.hpp"

#include <thread>

namespace bonito::bench {

App time_app(std::chrono::milliseconds how_long, std::function<void(Sets)> done) {
  return App([=](Session& session) {
    const Observable<std::int64_t> time{0};
    auto& setting = session.data<std::jthread>();  // it ends with the session
    const auto start = [=, &setting] {
      setting = std::jthread([=](const std::stop_token& stop) {
        done(set_often(stop, how_long, [&](std::int64_t now) { time.set(now); }));
      });
    };
    return dom::main(dom::p(time), dom::button("Start", on_click(start)));
  });
}

}  // namespace bonito::bench
