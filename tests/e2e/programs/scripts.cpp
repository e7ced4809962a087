// JavaScript written in C++, run by a page under the policy default-src 'self'.
#include <iostream>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using namespace std::string_literals;
using test::strict;

namespace {

constexpr auto patience = 60s;  // for a page whose machine is busy

// What the page's own scripts have said, in order.
struct Said {
  Observable<std::string> text{""};
  void operator()(const std::string& more) const {
    text.update([&](std::string& all) { all += (all.empty() ? "" : " ") + more; });
  }
};

// Everything once: each part writes what it has seen into the page.
App all() {
  return App([](Session& session) {
    const Said said;
    const Observable<int> count{1};
    const Observable<int> doubled{0};
    const Observable<int> linked{0};
    const Node box = dom::input("id"_a = "box", "value"_a = "text");
    const Node note = dom::output("id"_a = "note");

    session.eval(js("$0.append('eval ')", note));
    session.on_load(box, js("element => { element.dataset.loaded = $0 }", "yes"));
    session.on_js(count, js("value => $0.notify(2 * value)", doubled));
    session.link(doubled, linked);
    session.on_any(js("([count, doubled]) => { $0.dataset.any = `${count} ${doubled}` }", note), count, doubled);
    session.expose("say", [said](const std::string& text) { said(text); });

    const auto ask = on_click([=, &session]() -> Task {
      const Result<std::string> value = co_await session.eval_value<std::string>(js("$0.value", box), patience);
      said(value ? *value : value.error().message);
      const Js soon = js("new Promise(done => setTimeout(done, 5, 42))");
      const Result<int> later = co_await session.eval_value<int>(soon, patience);
      said(later ? std::to_string(*later) : later.error().message);
      const Result<int> thrown = co_await session.eval_value<int>(js("no_such_name"), patience);
      said(thrown ? "?" : to_string(thrown.error().code));
      const Js refusal = js("Promise.reject(new Error('no'))");
      const Result<int> rejected = co_await session.eval_value<int>(refusal, patience);
      said(rejected ? "?" : to_string(rejected.error().code));
    });
    const auto nest = on_click([=, &session]() -> Task {
      int sum = 0;
      for (int i = 1; i <= 20; ++i) sum += *co_await session.eval_value<int>(js("$0 + 1", i), patience);
      said(std::to_string(sum));
    });
    // Each question is asked by who hears the answer to the one before.
    struct Deeper {
      Session& session;
      Said said;
      void operator()(int number) const {
        const auto hear = [*this](const Result<int>& next) {
          if (!next || *next == 20) return said("deep " + (next ? std::to_string(*next) : next.error().message));
          (*this)(*next);
        };
        session.eval_value<int>(js("$0 + 1", number), hear, patience);
      }
    };
    const auto deep = on_click([=, &session] { Deeper{session, said}(0); });
    return dom::main(box, note, dom::p("id"_a = "said", said.text), dom::p("id"_a = "doubled", doubled),
                     dom::p("id"_a = "linked", linked), js("$0.append('child ')", note),
                     dom::button("count", on_click([=] { count.update([](int& n) { ++n; }); })),
                     dom::button("ask", ask), dom::button("nest", nest), dom::button("deep", deep),
                     dom::button("local", on_click(js("event => { $0.dataset.clicked = event.type }", note))),
                     dom::button("call", on_click(js("() => Bonito.program.say('called')"))));
  });
}

// Functions that give back what they are given, of every type.
App types() {
  return App([](Session& session) {
    session.expose("text", [](const std::string& text) { return text; });
    session.expose("floats", [](const std::vector<float>& numbers) { return numbers; });
    session.expose("array", [](const Array& array) { return array; });
    session.expose("date", [](Date date) { return date; });
    session.expose("integer", [](std::int64_t number) { return number; });
    session.expose("bytes", [](const Bytes& bytes) { return bytes; });
    session.expose("fails", []() -> Result<int> { return Error{Errc::refused, "Not today."}; });
    const auto hostile = "'\"\\`${1}</script>\n\r\u2028\u2029\0é🎈"s;
    const auto floats = std::vector<float>{1.5F, -0.0F, 3e38F};
    session.eval(js("globalThis.given = $0; globalThis.floats = $1; globalThis.edges = $2", hostile, floats,
                    std::vector<std::int64_t>{INT64_MAX, INT64_MIN, 9007199254740993}));
    return dom::main(dom::p("types"));
  });
}

// A region whose contents have scripts, and a script between each two of them.
App order() {
  return App([](Session& session) {
    const Observable<int> content{0};
    const auto region = content.map([](int n) {
      const Node cell = dom::b("id"_a = "cell", n);
      return dom::p(cell, js("log.push(`content ${$0} ${$1.textContent}`);"
                             "Bonito.signal.addEventListener('abort', () => log.push(`end ${$0}`))",
                             n, cell));
    });
    session.eval(js("globalThis.log = []"));
    const auto swap = on_click([=, &session] {
      for (int i = 1; i <= 3; ++i) {
        content.set(i);
        session.eval(js("log.push(`after ${$0} shows ${document.querySelector('#cell').textContent}`)", i));
      }
    });
    return dom::main(region, dom::button("swap", swap));
  });
}

// What goes wrong in the page, as the program hears it.
App failures() {
  return App([](Session& session) {
    const Said said;
    session.browser_error().on(session, [=](const std::optional<BrowserError>& error) {
      if (error) said("[" + std::to_string(static_cast<int>(error->origin)) + " " + error->message + "]");
    });
    session.eval(js("throw new Error('at load')"));
    session.eval(js("this is no script"));
    session.eval(js("globalThis.others = 'run'"));
    const auto later = on_click([&session] { session.eval(js("setTimeout(() => { throw new Error('later') })")); });
    const auto import_it = on_click([&session] { session.eval(js("await import('/no/such/module.js')")); });
    const auto refuse = on_click([&session] { session.eval(js("Promise.reject(new Error('rejected'))")); });
    const Observable<bool> pictured{false};
    return dom::main(dom::p("id"_a = "said", said.text), dom::button("later", later), dom::button("import", import_it),
                     dom::button("refuse", refuse),
                     dom::button("call nothing", on_click(js("() => Bonito.program.nothing()"))),
                     dom::button("picture", on_click([=] { pictured.set(true); })),
                     when(pictured, dom::img("src"_a = "/no/such.png", "alt"_a = "Nothing")), dom::input());
  });
}

// A module of the program's, by its exports.
App modules() {
  return App([](Session& session) {
    const Node note = dom::output("id"_a = "note");
    const auto good = Asset::text("export const name = 'good';", "text/javascript", "good.js");
    const auto bad = Asset::text("throw new Error('this module does not load')", "text/javascript", "bad.js");
    session.eval(js("$0.append($1.name)", note, good));
    session.eval(js("$0.append($1.name)", note, bad));
    session.eval(js("$0.append(' and on')", note));
    const auto late = Asset::text("export const name = ', late';", "text/javascript", "late.js");
    const auto use = on_click([=, &session] { session.eval(js("$0.append($1.name)", note, late)); });
    return dom::main(note, dom::button("use", use));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/all", strict(all()))
      .route("/types", strict(types()))
      .route("/order", strict(order()))
      .route("/failures", strict(failures()))
      .route("/modules", strict(modules()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
