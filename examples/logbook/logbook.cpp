// A logbook that loses nothing: everybody who has the page open sees every line, in order. Cut the network, write,
// and come back; restart the program while you are typing.
#include <algorithm>
#include <bonito/bonito.hpp>
#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

using namespace bonito;
using namespace std::chrono_literals;

namespace {

struct Logbook {
  Observable<std::vector<std::string>> lines{{"The logbook is open."}};

  void write(std::string line) const {
    lines.update([&](auto& all) { all.push_back(std::move(line)); });
  }
};

// A type with to_node may stand among an element's children, and so may an observable of it.
struct Lines {
  std::vector<std::string> all;
  friend Node to_node(Session&, const Lines& lines) {
    std::vector<Node> items;
    for (const auto& line : lines.all) items.push_back(dom::li(line));
    return dom::ol(items);
  }
};

// A box whose text becomes a line when Enter is pressed.
Node box(const Logbook& book) {
  const auto typed = Observable<std::string>{""};
  const auto add = [=](const Event& event) {
    if (*event.get<std::string>("key") != "Enter" || typed.get().empty()) return;
    book.write(typed.get());
    typed.set("");
  };
  return dom::input("value"_a = typed, "placeholder"_a = "What happened?", "aria-label"_a = "A new line",
                    on_input([=](std::string text) { typed.set(text); }), on("keydown", add, {.fields = {"key"}}));
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(CleanupTimes{.keep_after_disconnect = 10min}));
  const Logbook book;
  const auto shown = book.lines.map([](const auto& lines) { return Lines{lines}; });
  const auto app = App(
      [=] {
        const auto count_words = [all = book.lines.get()] {
          std::this_thread::sleep_for(2s);  // it takes long
          std::size_t spaces = 0;
          for (const auto& line : all) spaces += static_cast<std::size_t>(std::ranges::count(line, ' ')) + 1;
          return dom::p(spaces, " words until you came.");
        };
        return dom::main(dom::h1("Logbook"), shown, box(book), later(count_words, dom::p("Counting the words…")));
      },
      {.title = "Logbook",
       .indicator = ConnectionIndicator(),
       .gone = Gone::reload,
       .content_security_policy = "default-src 'self'"});
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", app);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
