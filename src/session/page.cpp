#include "session/page.hpp"

#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "session/page_slots.hpp"

namespace bonito::detail {
namespace {

Node head(const AppOptions& options, std::vector<Node> more) {
  using namespace literals;
  return dom::head(dom::meta("charset"_a = "utf-8"), dom::title(options.title),
                   dom::meta("name"_a = "viewport", "content"_a = "width=device-width, initial-scale=1"),
                   dom::meta("name"_a = "color-scheme", "content"_a = "light dark"), std::move(more));
}

std::string document(const AppOptions& options, const Node& head, std::string_view body) {
  using namespace literals;
  return "<!DOCTYPE html>" +
         to_html(dom::html("lang"_a = options.language, head, dom::body(UnsafeHtml(std::string(body)))));
}

std::string_view name_of(Gone gone) {
  switch (gone) {
    case Gone::offer: return "offer";
    case Gone::reload: return "reload";
    case Gone::stay: return "stay";
  }
  return "offer";
}

// Who the page is, what it does when its session is gone, and when it asks whether anybody is there.
Node identification(Session& session, const AppOptions& options) {
  using namespace literals;
  const RegistryOptions usual;
  const auto ask_after = SessionCore::of(session).tab().options().ask_after;
  std::vector<Attribute> unusual;
  if (options.gone != Gone::offer) unusual.push_back("data-gone"_a = name_of(options.gone));
  if (ask_after != usual.ask_after) unusual.push_back("data-silence"_a = ask_after.count());
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

}  // namespace

std::string render_page(Session& session, const AppOptions& options, const Node& content) {
  using namespace literals;
  auto& core = SessionCore::of(session);
  const auto& rules = core.tab().rules();
  std::string body = html_of(content, session, rules);
  if (options.indicator) body += html_of(*options.indicator, session, rules);

  const auto& server = core.tab().options();
  std::vector<Node> more{identification(session, options),
                         dom::link("rel"_a = "icon", "href"_a = core.url(server.icon_url))};
  if (std::string css = rules->css(); !css.empty()) {
    const std::string sheet = core.url(Asset::text(std::move(css), "text/css; charset=utf-8", "page.css"));
    more.push_back(dom::link("rel"_a = "stylesheet", "href"_a = sheet));
  }
  more.push_back(dom::script("type"_a = "module", "src"_a = core.url(server.script_url)));
  return document(options, head(options, std::move(more)), body);
}

std::string error_page(const AppOptions& options, const Error& error) {
  return document(options, head(options, {}), to_html(dom::main(error_content(error))));
}

Node error_content(const Error& error) {
  using namespace literals;
  return dom::div("role"_a = "alert", dom::h1("This page could not be shown"),
                  dom::pre("wrap"_a = true, breakable(error.message)));
}

}  // namespace bonito::detail
