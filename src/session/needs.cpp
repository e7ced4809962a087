#include "session/needs.hpp"

#include <algorithm>
#include <utility>

#include "bonito/dom/html.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

// The asset server has said where it is.
struct Found {
  std::string url;
  friend TrustedAddress to_attribute_value(const Found& found) {
    return {[url = found.url](Session&) { return url; }};
  }
};

// No ">", with which a comment might end.
std::string in_comment(std::string_view url) {
  std::string safe;
  for (const char c : url) safe += c == '>' ? "%3E" : std::string(1, c);
  return safe;
}

}  // namespace

Needs::Scope::Scope(Tab& tab, Needs& needs) : tab_(tab), before_(tab.use_needs(&needs)) {}
Needs::Scope::~Scope() { tab_.use_needs(before_); }

void Needs::add(Session& session, const Asset& given) {
  const Asset asset = SessionCore::of(session).tab().options().development ? newest(given) : given;
  if (asset.mime().starts_with("text/css")) return add(Kind::sheet, session, asset);
  if (asset.mime().starts_with("font/")) return add(Kind::font, session, asset);
  add_what_comes_with(session, asset);
  add(asset.is_module() ? Kind::module : Kind::script, session, asset);
}

void Needs::add_import(Session& session, const Asset& module) {
  add_what_comes_with(session, module);
  add(Kind::early, session, module);
}

void Needs::add_what_comes_with(Session& session, const Asset& script) {
  for (const Asset& sheet : script.sheets()) add(Kind::sheet, session, sheet);
  for (const Asset& part : script.parts()) {
    if (part.is_module()) add(Kind::early, session, part);
  }
}

void Needs::add(Kind kind, Session& session, const Asset& asset) {
  std::string url = SessionCore::of(session).url(asset);  // which the session holds from here on
  const bool is_known =
      std::ranges::any_of(needs_, [&](const Need& need) { return need.kind == kind && need.key == asset.key(); });
  if (!is_known) needs_.push_back({kind, asset.key(), std::move(url), asset.mime(), asset.integrity()});
}

std::string_view Needs::name_of(Kind kind) {
  switch (kind) {
    case Kind::sheet: return "sheet";
    case Kind::font: return "font";
    case Kind::early: return "early";
    case Kind::module: return "module";
    case Kind::script: return "script";
  }
  return "";
}

Node Needs::node_of(const Need& need) {
  using namespace literals;
  const Found url{need.url};
  std::vector<Attribute> checked;
  if (!need.integrity.empty()) checked = {"integrity"_a = need.integrity, "crossorigin"_a = "anonymous"};
  switch (need.kind) {
    case Kind::sheet: return dom::link("rel"_a = "stylesheet", "href"_a = url, checked);
    case Kind::font:
      return dom::link("rel"_a = "preload", "as"_a = "font", "type"_a = need.mime, "crossorigin"_a = "anonymous",
                       "href"_a = url);
    case Kind::early: return dom::link("rel"_a = "modulepreload", "href"_a = url, checked);
    case Kind::module: return dom::script("type"_a = "module", "src"_a = url, checked);
    case Kind::script: return dom::script("defer"_a = true, "src"_a = url, checked);
  }
  return {};
}

std::vector<Node> Needs::sheets() const {
  std::vector<Node> nodes;
  for (const Need& need : needs_) {
    if (need.kind == Kind::sheet || need.kind == Kind::font) nodes.push_back(node_of(need));
  }
  return nodes;
}

std::vector<Node> Needs::scripts() const {
  std::vector<Node> nodes;
  for (const bool runs : {false, true}) {
    for (const Need& need : needs_) {
      if (need.kind != Kind::sheet && need.kind != Kind::font && (need.kind != Kind::early) == runs) {
        nodes.push_back(node_of(need));
      }
    }
  }
  return nodes;
}

std::string Needs::marks() const {
  std::string marks;
  for (const Need& need : needs_) {
    if (need.kind == Kind::font || need.kind == Kind::early) continue;  // what asks for them is there already
    marks += "<!--n:" + std::string(name_of(need.kind)) + ' ' + in_comment(need.url);
    if (!need.integrity.empty()) marks += ' ' + in_comment(need.integrity);
    marks += "-->";
  }
  return marks;
}

}  // namespace bonito::detail
