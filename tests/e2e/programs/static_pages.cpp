// Pages that no connection carries, whose scripts run all the same: from a server, in a page of somebody else's, and
// whole in one file, /single.
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

Node content(Session& session) {
  const Observable<double> celsius{20}, fahrenheit{68};
  const Observable<std::vector<float>> curve{std::vector<float>{0.5f, 1, 2}};
  const Node said = dom::output("class"_a = "said"), sum = dom::output("class"_a = "sum");
  session.mirror("celsius", celsius);
  session.on_js(celsius, js("value => $0.notify(value * 9 / 5 + 32)", fahrenheit));
  session.eval(js("$0.textContent = `${$1.value.constructor.name} ${$1.value.reduce((a, b) => a + b)}`", sum, curve));
  return dom::main(
      dom::input("type"_a = "number", "aria-label"_a = "Celsius", "value"_a = 20,
                 on_input(js("event => $0.notify(+event.target.value)", celsius))),
      dom::p("class"_a = "shown", "title"_a = fahrenheit, celsius, " °C are ", fahrenheit, " °F"), sum, said,
      when(Observable<bool>{true},
           [=] { return dom::button("Warmer", on_click(js("() => $0.notify($0.value + 10)", celsius))); }),
      dom::button("Tell", on_click([] { std::cerr << "A static page has told something." << std::endl; })),
      dom::button("Call",
                  on_click(js("async () => { $0.textContent = await Bonito.program.name().catch(String) }", said))),
      dom::p("class"_a = "status", "data-bonito-status"_a = "static"));
}

App page() {
  return App([](Session& session) { return content(session); }, {.loading_page = "Loading…"});
}

App with_a_module() {
  return App([](Session& session) {
    const Observable<int> count{1};
    session.mirror("count", count);
    const auto module = Asset::text(R"(
      const count = Bonito.observable("count");
      document.querySelector("button").onclick = () => count.notify(count.value + 1);
    )",
                                    "text/javascript", "count.js");
    return dom::main(dom::button("Count: ", count), module);
  });
}

// What is no use without a program.
struct Account {
  std::string name;
};
App with_a_form() {
  return App([](Session& session) {
    const Form<Account> form(session);
    return dom::main(form(form.field(&Account::name, "Name"), form.button("Save")), dom::label("File", Upload()));
  });
}

// The page with all that it shows in one file, which needs no program and no server.
std::string in_one_file(const App& app) {
  const Registration unconnected = force_connection<NoConnection>();
  const Registration inlined = force_asset_server<InlineAssetServer>();
  Pages pages;
  const auto session = pages.open();
  std::string page = render_page(*session, app);
  if (const auto error = session->error()) throw Failure(*error);  // of a part, which says so in its place
  return page;
}

Response html(std::string text) {
  return {.body = std::move(text), .headers = {{"Content-Type", "text/html; charset=utf-8"}}};
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string single = in_one_file(page());
  const Registration unconnected = force_connection<NoConnection>();
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(page())).route("/module", strict(with_a_module())).route("/form", strict(with_a_form()));
  server.route("/single", [&](const Visit&) { return html(single); }).route("/embedded", [&](const Visit& visit) {
    return html("<!DOCTYPE html><body>" + server.embed(page(), visit) + server.embed(page(), visit));
  });
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
