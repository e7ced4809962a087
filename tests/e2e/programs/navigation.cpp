// Pages that link each other, live.
#include <atomic>
#include <future>
#include <iostream>
#include <memory>
#include <string>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

// A connection that a script of the program's own opens.
class ScriptedConnection final : public WebSocketConnection {
 public:
  Js setup_connection(Session& session) override {
    return js(R"(
      const socket = new WebSocket(new URL($0, document.baseURI).href.replace("http", "ws"));
      socket.binaryType = "arraybuffer";
      socket.onopen = () => Bonito.on_connection_open((frame) => socket.send(frame));
      socket.onmessage = ({ data }) => Bonito.process_message(data);
      socket.onclose = () => Bonito.on_connection_close();
    )",
              "_bonito/ws/" + std::string(session.id()));
  }
};

// What pages share: how many were made, and how many there are.
struct Count {
  std::atomic<int> made = 0;
  std::atomic<int> alive = 0;

  void begins(Session& session) {
    ++made;
    ++alive;
    session.own(session.closed().on([this](bool) { --alive; }));
  }
};

Node menu() {
  return dom::nav(live_links(), dom::a("href"_a = "/", "First"), dom::a("href"_a = "/second", "Second"),
                  dom::a("href"_a = "/deep/down/third", "Third"), dom::a("href"_a = "/second#far", "Far"),
                  dom::a("href"_a = "/moved", "Moved"), dom::a("href"_a = "/slow", "Slow"),
                  dom::a("href"_a = "/fails", "Fails"), dom::a("href"_a = "/file", "File"),
                  dom::a("href"_a = "/relaxed", "Relaxed"), dom::a("href"_a = "/scripted", "Scripted"),
                  dom::a("href"_a = "/away", "Away"), dom::a("href"_a = "/streamed", "Streamed"),
                  dom::a("href"_a = "/dual", "Dual"), dom::a("href"_a = "/own", "Own"),
                  dom::a("href"_a = "/second", plain_links(), "Plain"),
                  dom::a("href"_a = "/second", live_links({.prefetch = false, .transition = true}), "Smooth"));
}

// A page of its own colour, so tall that it scrolls, whose count is its own.
Node page(const std::string& name, const std::string& colour, Node more = {}) {
  const Observable<int> clicks{0};
  const Observable<Node> region{dom::p("id"_a = "region", "style"_a = Styles{{"color", colour}}, name)};
  return dom::fragment(
      menu(),
      dom::main(dom::h1(name, " ", clicks), dom::button("+1", on_click([=] { clicks.update([](int& n) { ++n; }); })),
                dom::p("id"_a = "own", "style"_a = Styles{{"color", colour}}, name), region, std::move(more),
                dom::div("style"_a = Styles{{"height", "4000px"}}), dom::p("id"_a = "far", "Far down")));
}

App first(Count& count) {
  return App(
      [&](Session& session) {
        count.begins(session);
        const auto sheet = Asset::text("h1 { font-style: italic }", "text/css", "first.css");
        session.eval(js("addEventListener('resize', () => { document.title = 'left over' }, Bonito)"));
        return page("First", "rgb(255, 0, 0)",
                    dom::fragment(sheet, dom::button("Go", on_click([&session] { navigate(session, "/second"); })),
                                  dom::button("Later", on_click([&session] {
                                                session.eval(js("document.querySelector('h1').append(' and on')"));
                                              }))));
      },
      {.title = "The first", .content_security_policy = "default-src 'self'"});
}

App plain(Count& count, const std::string& name, const std::string& colour, Node more = {}) {
  return App(
      [=, &count](Session& session) {
        count.begins(session);
        return page(name, colour, more);
      },
      {.title = "The " + name});
}

App fails() {
  return App([]() -> Node { throw Failure({Errc::app, "It does not work."}); });
}

Handler moved(std::string to) {
  return Handler([=](const Visit&) { return Response{.status = 303, .headers = {{"Location", to}}}; });
}

// To the same page of this program, by another name of this machine.
Handler away() {
  return Handler([](const Visit& visit) {
    const std::string host(find_header(visit.request.headers, "Host"));
    return Response{.status = 303,
                    .headers = {{"Location", "http://localhost" + host.substr(host.find(':')) + "/second"}}};
  });
}

Handler number(const std::atomic<int>& of) {
  return Handler([&](const Visit&) { return Response{.body = std::to_string(of)}; });
}

}  // namespace

int main(int argc, char** argv) try {
  std::promise<void> opened;
  const auto gate = opened.get_future().share();
  Count count;
  const auto script = Asset::text("document.querySelector('#own').textContent += ', scripted'", "text/javascript");
  const auto slow = App([&, gate](Session& session) {
    count.begins(session);
    gate.wait();
    return page("Slow", "rgb(9, 9, 9)");
  });
  const Registration streamed = register_connection([](const Request& request) {
    return request.path == "/streamed" ? std::make_shared<HttpStreamConnection>() : nullptr;
  });
  const Registration dual = register_connection([](const Request& request) {
    return request.path == "/dual" ? std::make_shared<DualWebSocketConnection>() : nullptr;
  });
  const Registration own = register_connection(
      [](const Request& request) { return request.path == "/own" ? std::make_shared<ScriptedConnection>() : nullptr; });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", first(count))
      .route("/second", strict(plain(count, "Second", "rgb(0, 128, 0)")))
      .route("/deep/down/third",
             strict(plain(count, "Third", "rgb(0, 0, 255)", dom::input("autofocus"_a = true, "id"_a = "wanted"))))
      .route("/scripted", strict(App([&](Session& session) {
               count.begins(session);
               return dom::fragment(page("Scripted", "rgb(1, 2, 3)"), script);
             })))
      .route("/relaxed", plain(count, "Relaxed", "rgb(0, 0, 0)"))
      .route("/streamed", strict(plain(count, "Streamed", "rgb(0, 0, 0)")))
      .route("/dual", strict(plain(count, "Dual", "rgb(0, 0, 0)")))
      .route("/own", strict(plain(count, "Own", "rgb(0, 0, 0)")))
      .route("/away", away())
      .route("/moved", moved("/second"))
      .route("/slow", strict(slow))
      .route("/fails", strict(fails()))
      .route("/file",
             [](const Visit&) {
               return Response{.body = "A file", .headers = {{"Content-Type", "text/plain"}}};
             })
      .route("/made", number(count.made))
      .route("/alive", number(count.alive))
      .route("/release", [&](const Visit&) {
        opened.set_value();
        return Response{.status = 204};
      });
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
