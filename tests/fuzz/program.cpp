#include "fuzz/program.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "session/needs.hpp"
#include "session/page.hpp"
#include "session/session_core.hpp"

namespace bonito::fuzz {
namespace {

using namespace literals;
using Names = std::vector<std::string>;

// What the page's region shows: text of the browser's, in every place where text may stand.
Node form(const std::string& text, const Observable<std::string>& note, const Observable<Names>& names) {
  return dom::form(
      "style"_a = Styles{{"color", "red"}}, dom::p("title"_a = text, "style"_a = note, "href"_a = text, text),
      dom::input("value"_p = note, on_input([=](std::string typed) { note.set(std::move(typed)); })), dom::ul(names));
}

// As in a page of somebody else's, whose browser may say at any time that it shows it, or no more.
void embed(Session& root, const std::function<Node()>& content) {
  auto& core = detail::SessionCore::of(root);
  auto& apps = core.tab().embedded_apps();
  const bool many = true;
  apps.begin({}, many);
  const auto child = core.make_child();
  static_cast<void>(apps.add(child));
  detail::Needs needs;
  const detail::Needs::Scope scope(core.tab(), needs);
  static_cast<void>(detail::render_embedded(*child, {}, content()));
  detail::SessionCore::of(*child).rendered();
}

}  // namespace

App Program::app() const {
  return App([*this](Session& session) {
    const Observable<int> clicks{0};
    const Observable<std::string> note{""};
    const Observable<Value> anything{Value()};
    const Observable<Value> log{Value()};
    const Observable<std::map<std::string, double>> scores;
    const Observable<Names> names;
    const Observable<std::vector<float>> samples;
    const Observable<std::string> long_text{""};
    const Observable<Node> content{dom::p("empty")};
    const auto every = log.deliver(Delivery::every);

    session.mirror("anything", anything);
    session.mirror("log", every);
    session.mirror("scores", scores);
    session.mirror("names", names);
    session.mirror("samples", samples);
    session.opened().on(session, [weak = session.weak(), token = held] {
      if (const auto alive = weak.lock()) alive->set_metadata("opened", true);
    });
    session.status_changes().on(session, [weak = session.weak(), token = held](SessionStatus status) {
      if (const auto alive = weak.lock()) alive->set_metadata("status", static_cast<int>(status));
    });
    anything.on(session, [log, token = held](const Value& value) { log.set(value); });

    const auto click = [clicks, all = shared, token = held] {
      clicks.update([](int& n) { ++n; });
      all.update([](int& n) { ++n; });
    };
    const auto move = [anything, note, token = held](const Event& event) {
      note.set(std::to_string(*event.get<double>("clientX")));
      anything.set(event["target.dataset.row"]);
    };
    const auto burst = [log, token = held] {
      for (int i = 0; i < 200; ++i) log.set(Value(std::string(64, 'x')));
    };
    const auto swap = [content, note, names, token = held] { content.set(form(note.get(), note, names)); };
    const auto later = [clicks, swap, weak = session.weak(), token = held] {
      if (const auto alive = weak.lock()) alive->post(swap);
      clicks.set(0);
    };
    const auto close = [weak = session.weak(), token = held] {
      if (const auto alive = weak.lock()) alive->close();
    };
    const auto embed_once = [clicks, note, names, weak = session.weak(), once = std::make_shared<bool>(true),
                             token = held] {
      const auto alive = weak.lock();
      if (!alive || !std::exchange(*once, false)) return;
      embed(*alive, [=] { return dom::div(dom::p(clicks), dom::div(names), form("embedded", note, names)); });
    };
    return dom::main(dom::p(shared), dom::p(news), dom::p(clicks), dom::button(on_click(click)),
                     dom::p("title"_a = note, "class"_a = Classes(note), "href"_a = note, note),
                     dom::input(on_input([note](std::string text) { note.set(std::move(text)); })),
                     dom::input(on_change([clicks](std::uint8_t number) { clicks.set(number); })),
                     dom::input(on_change([note](bool on) { note.set(on ? "on" : "off"); })),
                     dom::div(on("pointermove", move, {.fields = {"clientX", "target.dataset.row"}})),
                     dom::button(on_click(burst)),
                     dom::button(on_click([long_text] { long_text.set(std::string(100u << 10, 'l')); })),
                     dom::p(long_text), dom::button(on_click(swap)), dom::button(on_click(later)),
                     dom::button(on_click(close)), dom::div(content), dom::button(on_click(embed_once)));
  });
}

}  // namespace bonito::fuzz
