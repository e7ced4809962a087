// A page of somebody else's, with live apps among its content: "/" and "/more" for one alone, to be put into it by a
// script; "/rooms/7" is one that holds none at first, and "/parts/more" has one for that. With --together they share a
// session, and one WebSocket.
#include <cstring>
#include <iostream>
#include <string>

#include "strict.hpp"

using namespace bonito;

namespace {

class Together final : public WebSocketConnection {
 public:
  bool use_parent_session() const noexcept override { return true; }
};

App counter(const Observable<int>& count, const Observable<int>& open) {
  return App(
      [=](Session& session) {
        const Observable<int> own{0};
        session.mirror("own", own);
        open.update([](int& n) { ++n; });
        session.closed().on([open] { open.update([](int& n) { --n; }); }).detach();
        using namespace literals;
        return dom::section("style"_a = Styles{{"color", "rgb(1, 2, 3)"}}, dom::h2("Count: ", count),
                            dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })),
                            dom::p("Mine: ", own),
                            dom::button("mine", on_click([=] { own.update([](int& n) { ++n; }); })),
                            dom::button("in the page", on_click(js("event => event.target.append('!')"))));
      },
      {.indicator = ConnectionIndicator{}});
}

Response page(std::string html) {
  return {.body = std::move(html),
          .headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Content-Security-Policy", "default-src 'self'"},
                      {"Cache-Control", "no-store"}}};
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  Registration together;
  if (argc > 1 && std::strcmp(argv[argc - 1], "--together") == 0) {
    --argc;
    together = force_connection<Together>();
  }
  const Observable<int> count{0};
  const Observable<int> open{0};
  const auto app = counter(count, open);
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", [&](const Visit& visit) {
    return page("<!DOCTYPE html><title>Ours</title><link rel=icon href=/favicon.ico><h1>Our page</h1><div id=first>" +
                server.embed(app, visit) + "</div><div id=second>" + server.embed(app, visit) + "</div>");
  });
  server.route("/more", [&](const Visit& visit) { return page(server.embed(app, visit)); });
  server.route("/rooms/7", [&](const Visit&) {
    return page("<!DOCTYPE html><title>A room</title><link rel=icon href=/favicon.ico><h1>A room</h1>");
  });
  server.route("/parts/more", [&](const Visit& visit) {
    Request there = visit.request;
    there.path = "/rooms/7";
    return page(server.embed(app, {there, {}}));
  });
  server.route("/open", test::strict(App([=] { return dom::output(open); })));
  // A live page that holds one.
  server.route("/live", test::strict(App([&](Session&, const Request& request) {
                 using namespace literals;
                 const Observable<int> around{0};
                 return dom::main(dom::output(around),
                                  dom::button("around", on_click([=] { around.set(around.get() + 1); })),
                                  dom::div("id"_a = "inside", UnsafeHtml(server.embed(app, Visit{request, {}}))));
               })));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
