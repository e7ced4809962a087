// Pages carried by the example's data channels: to be cut off, loaded with much, and flooded.
#include <chrono>
#include <iostream>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "connection.hpp"
#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using test::strict;

namespace {

// Keeps all that it hears of the log.
const auto listener = Asset::text(R"(
  const log = Bonito.observable("log");
  globalThis.heard = log.value === undefined ? [] : [log.value];
  log.on((value) => heard.push(value));
  globalThis.samples = Bonito.observable("samples");
)",
                                  "text/javascript", "listener.js");

// For all pages a count, a log, and how often one has left; for each, samples that both sides may set, and a story.
App page(const Observable<int>& count, const Observable<int>& log, const Observable<int>& away) {
  return App(
      [=](Session& session) {
        const Observable<std::vector<float>> samples{{}};
        const Observable<std::string> sums{""};
        const Observable<Node> story{dom::p("id"_a = "story")};
        session.status_changes().on(session, [=](SessionStatus now) {
          if (now == SessionStatus::soft_closed) away.update([](int& n) { ++n; });
        });
        session.mirror("log", log.deliver(Delivery::every));
        session.mirror("samples", samples);
        samples.on(session, [=](const std::vector<float>& all) {
          std::this_thread::sleep_for(10ms);  // it is slower than the page
          const auto sum = static_cast<int>(std::accumulate(all.begin(), all.end(), 0.0));
          sums.update([=](std::string& text) { text += std::to_string(sum) + " "; });
        });
        const auto button = [](const char* name, auto&& act) { return dom::button(name, on_click(act)); };
        return dom::main(dom::h1("Count: ", count), button("+1", [=] { count.update([](int& n) { ++n; }); }),
                         button("cut", [weak = session.weak()] { weak.lock()->connection()->close(); }),
                         button("end", [weak = session.weak()] { weak.lock()->close(); }),
                         button("measure", [=] { samples.set(std::vector<float>(1'000'000, 0.5f)); }),
                         button("tell", [=] { story.set(dom::p("id"_a = "story", std::string(3'000'000, 'x'))); }),
                         dom::p("id"_a = "sums", sums), dom::p("id"_a = "away", away), story, listener);
      },
      {.title = "Carried"});
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<int> count{0};
  const Observable<int> log{0};
  const Observable<int> away{0};
  std::jthread clock([&](const std::stop_token& stop) {
    for (int n = 1; !stop.stop_requested(); ++n) {
      log.set(n);
      std::this_thread::sleep_for(2ms);
    }
  });
  webrtc::Peers peers;
  Server server{ServerOptions{.ask_after = 3s}.with_arguments(argc, argv)};
  const Registration carried = webrtc::carry_pages(server, peers);
  const auto shown = strict(page(count, log, away));
  server.route("/", shown).route("/not/at/the/root", shown);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
