// Pages to be cut off, frozen, duplicated and dragged over slow lines.
#include <algorithm>
#include <cctype>
#include <chrono>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using test::strict;

namespace {

std::string_view name_of(SessionStatus status) {
  switch (status) {
    case SessionStatus::fresh: return "fresh";
    case SessionStatus::rendered: return "rendered";
    case SessionStatus::displayed: return "displayed";
    case SessionStatus::open: return "open";
    case SessionStatus::soft_closed: return "soft_closed";
    case SessionStatus::closed: return "closed";
  }
  return "?";
}

// Keeps all that it hears of the log, from the value it was introduced with.
const auto listener = Asset::text(R"(
  const log = Bonito.observable("log");
  globalThis.heard = log.value === undefined ? [] : [log.value];
  log.on((value) => heard.push(value));
)",
                                  "text/javascript", "listener.js");

// Browsers may keep the page for the way back.
Handler kept(Handler inner) {
  return Handler([=](const Visit& visit) {
    Response response = inner(visit);
    for (auto& [name, value] : response.headers) {
      if (name == "Cache-Control") value = "no-cache";
    }
    return response;
  });
}

// As if a browser showed what it has stored: after GET /replay, the next answer is the last one again.
class Stored {
 public:
  Handler page(Handler inner) {
    return Handler([=, this](const Visit& visit) {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(replay_, false)) last_ = inner(visit);
      return last_;
    });
  }
  Handler replay() {
    return Handler([this](const Visit&) {
      const std::lock_guard lock(mutex_);
      replay_ = true;
      return Response{.status = 204};
    });
  }

 private:
  std::mutex mutex_;
  Response last_;
  bool replay_ = false;
};

// For all tabs, a count, a log whose every value matters, and how often a tab has left; for each, a count of its own,
// the trail of what it has pressed, and its statuses.
App counter(const Observable<int>& count, const Observable<int>& log, const Observable<int>& left) {
  return App(
      [=](Session& session) {
        const Observable<int> own{0};
        const Observable<std::string> trail{""};
        const Observable<std::string> statuses{"rendering"};
        const Observable<std::string> story{""};
        const auto tell = on_click([=] { story.set(std::string(1'000'000, '.')); });
        session.status_changes().on(session, [=](SessionStatus now) {
          statuses.update([&](std::string& all) { all += " " + std::string(name_of(now)); });
          if (now == SessionStatus::soft_closed) left.update([](int& n) { ++n; });
        });
        session.expose("length", [](const std::string& text) { return text.size(); });
        session.mirror("log", log.deliver(Delivery::every));
        const auto plus_one = [](const Observable<int>& which) {
          return on_click([=] { which.update([](int& n) { ++n; }); });
        };
        const auto step = [&](char letter) {
          return dom::button(std::string(1, letter),
                             on_click([=] { trail.update([&](auto& all) { all += letter; }); }));
        };
        return dom::main(dom::h1("Count: ", count), dom::button("+1", plus_one(count)), dom::p("id"_a = "own", own),
                         dom::button("mine", plus_one(own)), step('a'), step('b'), dom::p("id"_a = "trail", trail),
                         dom::p("id"_a = "log", log), dom::p("id"_a = "left", left),
                         dom::p("id"_a = "statuses", statuses), listener, dom::button("Tell a long story", tell),
                         dom::div("id"_a = "story", story.map([](const std::string& text) { return dom::p(text); })));
      },
      {.title = "Line", .indicator = ConnectionIndicator()});
}

// An indicator in other words and another place, one of another form, and one that comes later.
App indicators() {
  return App([] {
    const ConnectionIndicator german(
        {.connected = "Verbunden",
         .reconnecting = "Verbinde …",
         .offline = "Keine Verbindung",
         .style = Styles{{"position", "static"}}.rule("&[data-bonito-status=connected]", {{"opacity", "1"}})});
    const Observable<int> more{0};
    const auto later = more.map([](int n) {
      return dom::p("data-bonito-status"_a = "static", "data-text-connected"_a = "up",
                    "data-text-reconnecting"_a = "down", "class"_a = "later", n);
    });
    return dom::main(german, dom::p("id"_a = "form", "data-bonito-status"_a = "static", "unchanged"), later,
                     dom::button("more", on_click([=] { more.set(1); })));
  });
}

// The program has its own mind: never above 60, what is typed in capitals, and no more than one of two ticked. It
// counts what it hears.
App inputs() {
  return App([] {
    const Observable<int> changes{0};
    const auto heard = [=] { changes.update([](int& n) { ++n; }); };
    const Observable<int> level{20};
    const Observable<std::string> text{""};
    const Observable<bool> left{false};
    const Observable<bool> right{false};
    const auto tick = [=](const char* name, const Observable<bool>& which, const Observable<bool>& other) {
      return dom::input("id"_a = name, "type"_a = "checkbox", "checked"_a = which, on_input([=](bool on) {
                          heard();
                          which.set(on);
                          if (on) other.set(false);
                        }));
    };
    return dom::main(
        dom::input("id"_a = "slider", "type"_a = "range", "max"_a = 100, "value"_a = level, on_input([=](int wanted) {
                     heard();
                     level.set(std::min(wanted, 60));
                   })),
        dom::output("id"_a = "level", level),
        dom::input("id"_a = "text", "value"_a = text, on_input([=](std::string typed) {
                     heard();
                     for (char& c : typed) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
                     text.set(typed);
                   })),
        dom::output("id"_a = "typed", text), tick("left", left, right), tick("right", right, left),
        dom::output("id"_a = "ticked", left, " ", right), dom::output("id"_a = "changes", changes));
  });
}

// A picture of four megabytes, which a script notes when it has come, and a count beside it, which it notes, too.
App large() {
  return App([](Session& session) {
    const Observable<int> beside{0};
    const Observable<int> taken{0};
    const Observable<std::vector<float>> picture{{}};
    session.mirror("picture", picture);
    session.mirror("beside", beside);
    const auto note = Asset::text(R"(
      globalThis.noted = [];
      const picture = Bonito.observable("picture");
      picture.on((all) => noted.push(`picture ${all.length} ${new Set(all).size} ${all[0]}`));
      Bonito.observable("beside").on((value) => noted.push(`beside ${value}`));
    )",
                                  "text/javascript", "note.js");
    return dom::main(dom::button("take", on_click([=] {
                                   taken.update([](int& n) { ++n; });
                                   picture.set(std::vector<float>(1'000'000, static_cast<float>(taken.get())));
                                 })),
                     dom::button("beside", on_click([=] { beside.update([](int& n) { ++n; }); })), note);
  });
}

}  // namespace

int main(int argc, char** argv) try {
  // Pages come back in their own time, which stands still in some tests.
  set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(CleanupTimes{.keep_after_disconnect = 10min}));
  const Observable<int> count{0};
  const Observable<int> log{0};
  const Observable<int> left{0};
  std::jthread clock([&](const std::stop_token& stop) {
    for (int n = 1; !stop.stop_requested(); ++n) {
      log.set(n);
      std::this_thread::sleep_for(2ms);
    }
  });
  const Registration streamed = register_connection([](const Request& request) {
    return request.path == "/streamed" ? std::make_shared<HttpStreamConnection>() : nullptr;
  });
  const Registration dual = register_connection([](const Request& request) {
    return request.path == "/dual" ? std::make_shared<DualWebSocketConnection>() : nullptr;
  });
  Stored stored;
  // A dead line is noticed soon, and may be taken for dead where a machine only stops to think.
  const bool is_hasty = argc > 1 && std::string_view(argv[argc - 1]) == "hasty";
  ServerOptions options;
  if (is_hasty) options.ask_after = 3s;
  Server server{options.with_arguments(is_hasty ? argc - 1 : argc, argv)};
  const auto page = strict(counter(count, log, left));
  server.route("/", page)
      .route("/kept", kept(page))
      .route("/stored", stored.page(page))
      .route("/replay", stored.replay())
      .route("/streamed", page)
      .route("/indicators", strict(indicators()))
      .route("/inputs", strict(inputs()))
      .route("/large", strict(large()))
      .route("/dual", strict(large()))
      .route("/much-later", [&](const Visit&) {  // when the log has gone on for a while
        for (const int from = log.get(); log.get() < from + 1000;) std::this_thread::sleep_for(1ms);
        return Response{.status = 204};
      });
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
