#include "session/page.hpp"

#include <utility>
#include <vector>

#include "base/base64.hpp"
#include "bonito/base/error.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "session/own_scripts.hpp"
#include "session/page_files.hpp"
#include "session/page_slots.hpp"
#include "session/static_page.hpp"

namespace bonito::detail {
namespace {

Node head(const AppOptions& options, std::vector<Node> more) {
  using namespace literals;
  return dom::head(dom::meta("charset"_a = "utf-8"), dom::title(options.title),
                   dom::meta("name"_a = "viewport", "content"_a = "width=device-width, initial-scale=1"),
                   dom::meta("name"_a = "color-scheme", "content"_a = "light dark"), std::move(more));
}

std::string document(const AppOptions& options, std::string head, std::string body) {
  using namespace literals;
  return "<!DOCTYPE html>" + to_html(dom::html("lang"_a = options.language, UnsafeHtml(std::move(head)),
                                               dom::body(UnsafeHtml(std::move(body)))));
}

std::string_view name_of(Gone gone) {
  switch (gone) {
    case Gone::offer: return "offer";
    case Gone::reload: return "reload";
    case Gone::stay: return "stay";
  }
  return "offer";
}

// "panel.cpp-12.js"
std::string module_name(CodePlace place) {
  if (place.line == 0) return "setup.js";
  const std::string file(place.file);
  return file.substr(file.rfind('/') + 1) + "-" + std::to_string(place.line) + ".js";
}

// Who the page is, how it connects, or what it is told if it does not, and what it does when its session is gone.
Node identification(const Session& session, const std::vector<Attribute>& way, const AppOptions& options) {
  using namespace literals;
  std::vector<Attribute> unusual = way;
  if (options.gone != Gone::offer) unusual.push_back("data-gone"_a = name_of(options.gone));
  return dom::meta("name"_a = "bonito", "content"_a = session.id(), unusual);
}

// The text, which may be broken inside its paths and long names, too. A narrow window shows all of it, with no style,
// which there may be no session to carry.
std::vector<Node> breakable(std::string_view text) {
  std::vector<Node> pieces;
  for (std::size_t end; (end = text.find_first_of("/\\_.:,")) != std::string_view::npos; text.remove_prefix(end + 1)) {
    pieces.insert(pieces.end(), {text.substr(0, end + 1), dom::wbr()});
  }
  pieces.emplace_back(text);
  return pieces;
}

// The rules as a sheet of their own; none if there are none.
std::vector<Node> sheet_of(StyleRules& rules) {
  using namespace literals;
  std::string css = rules.css();
  if (css.empty()) return {};
  return {
      dom::link("rel"_a = "stylesheet", "href"_a = Asset::text(std::move(css), "text/css; charset=utf-8", "page.css"))};
}

// What the scripts that begin with the page need.
std::vector<Node> preloaded_scripts(Tab& tab) {
  using namespace literals;
  const auto module = tab.scripts().page_module();
  if (!module) return {};
  return {dom::link("rel"_a = "modulepreload", "href"_a = *module)};
}

Node loaded_script(Tab& tab) {
  using namespace literals;
  const Tap* tap = tab.link().tap();
  return dom::script("type"_a = "module", "src"_a = tap ? tap->script() : client_script());
}

std::string content_with_indicator(Session& session, const AppOptions& options, const Node& content,
                                   const std::shared_ptr<StyleRules>& rules) {
  std::string html = html_of(content, session, rules);
  if (options.indicator) html += html_of(*options.indicator, session, rules);
  return html;
}

// There is no line yet by which anything else could be given.
Value::List values_of(const Js& setup) {
  Value::List values;
  for (const JsArgument& argument : setup.arguments()) {
    const auto* value = std::get_if<Value>(&argument);
    if (!value) {
      throw Failure(
          {Errc::usage,
           "A setup_connection() script is given values, and no nodes, observables, assets or other scripts."});
    }
    values.push_back(*value);
  }
  return values;
}

}  // namespace

std::vector<Attribute> way_to_connect(SessionCore& core, const Js& setup) {
  using namespace literals;
  if (setup.is_empty()) return {};
  std::vector<Attribute> way;
  const RegistryOptions usual;
  const auto ask_after = core.tab().options().ask_after;
  if (ask_after != usual.ask_after) way.push_back("data-silence"_a = ask_after.count());
  if (const auto ways = own_ways_of(setup)) {
    if (!ways->socket.empty()) way.push_back("data-socket"_a = ways->socket);
    if (!ways->stream.empty()) way.push_back("data-stream"_a = ways->stream);
    if (!ways->bulk.empty()) way.push_back("data-bulk"_a = ways->bulk);
    return way;
  }
  const auto function = js_function(setup.source(), setup.arguments().size(), JsForm::statements);
  const auto module =
      Asset::text("export default " + function + ";\n", "text/javascript; charset=utf-8", module_name(setup.place()));
  way.push_back("data-setup"_a = core.url(module));
  way.push_back("data-failed"_a = core.tab().url("_bonito/failed/" + core.tab().id()));
  if (!setup.arguments().empty()) {
    Bytes arguments;
    Encoder(arguments).value(values_of(setup));
    way.push_back("data-arguments"_a = base64(arguments));
  }
  return way;
}

std::string render_document(Session& session, const Js& setup, const AppOptions& options, const Node& content) {
  using namespace literals;
  auto& core = SessionCore::of(session);
  const auto& rules = core.tab().rules();
  const Needs& needs = *core.tab().needs();
  std::string body = content_with_indicator(session, options, content, rules);
  std::vector<Node> preloaded = preloaded_scripts(core.tab());
  const auto way = setup.is_empty() ? told_at_once(core.tab(), !needs.scripts().empty()) : way_to_connect(core, setup);
  std::vector<Node> more;
  if (!way.empty()) more.push_back(identification(session, way, options));
  more.push_back(dom::link("rel"_a = "icon", "href"_a = client_icon()));
  for (Node& sheet : needs.sheets()) more.push_back(std::move(sheet));
  for (Node& sheet : sheet_of(*rules)) more.push_back(std::move(sheet));  // has the last word
  for (Node& preload : preloaded) more.push_back(std::move(preload));
  if (!way.empty()) more.push_back(loaded_script(core.tab()));
  for (Node& script : needs.scripts()) more.push_back(std::move(script));  // which find Bonito there
  const Node head_of_page = head(options, std::move(more));
  return document(options, html_of(head_of_page, session, rules), std::move(body));
}

EmbeddedContent render_embedded(Session& child, const AppOptions& options, const Node& content) {
  auto& tab = SessionCore::of(child).tab();
  const auto rules = std::make_shared<StyleRules>(tab.rules(), StyleRules::Kind::loaded);
  const Needs& needs = *tab.needs();
  const std::string body = content_with_indicator(child, options, content, rules);
  const auto html = [&](const std::vector<Node>& nodes) { return html_of(dom::fragment(nodes), child, rules); };
  const std::string sheets = html(needs.sheets()) + html(sheet_of(*rules)) + html(preloaded_scripts(tab));
  return {sheets + body + html(needs.scripts()), html_of(loaded_script(tab), child, rules),
          tab.is_static() ? told_at_once(tab, !needs.scripts().empty()) : std::vector<Attribute>{}};
}

std::string embedded_element(std::string_view session_id, std::uint32_t slot, const std::vector<Attribute>& way,
                             EmbeddedContent embedded) {
  using namespace literals;
  const bool has_script = !way.empty() || !embedded.told.empty();
  if (!has_script) embedded.told = {"data-static"_a = ""};  // the page may have the client for another app
  const Node element = dom::element("bonito-app", "data-session"_a = session_id, "data-embedded"_a = slot, way,
                                    embedded.told, UnsafeHtml(std::move(embedded.content)));
  return to_html(element) + (has_script ? embedded.script : "");
}

std::string error_page(const AppOptions& options, const Error& error) {
  return document(options, to_html(head(options, {})), to_html(dom::main(error_content(error))));
}

Node error_content(const Error& error) {
  using namespace literals;
  return dom::div("role"_a = "alert", dom::h1("This page could not be shown"),
                  dom::pre("wrap"_a = true, breakable(error.message)));
}

}  // namespace bonito::detail
