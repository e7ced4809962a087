#include "session/page.hpp"

#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/dom/html_writer.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

// Gives the page's live parts their slots, and gathers its styles into one sheet.
class PageSlots final : public SlotGiver {
 public:
  explicit PageSlots(Session& session) : session_(session), core_(SessionCore::of(session)) {}

  Bound bind(Kind kind, std::shared_ptr<const Live> live) override {
    return core_.outbox().bind(kind, core_.next_slot(), std::move(live));
  }
  std::uint32_t handle(const EventHandler& handler) override { return core_.handle(handler); }
  Session& session() override { return session_; }

  std::string style_class(const Styles& styles) override {
    for (const auto& [known, name] : classes_) {
      if (known == styles) return name;
    }
    std::string name = "b" + std::to_string(classes_.size() + 1);
    sheet_ += styles.css("." + name);
    return classes_.emplace_back(styles, std::move(name)).second;
  }

  void page_style(const Styles& styles) override {
    for (const Styles& known : page_styles_) {
      if (known == styles) return;
    }
    sheet_ += styles.css("");
    page_styles_.push_back(styles);
  }

  const std::string& sheet() const noexcept { return sheet_; }

 private:
  Session& session_;
  SessionCore& core_;
  std::vector<std::pair<Styles, std::string>> classes_;
  std::vector<Styles> page_styles_;
  std::string sheet_;
};

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

}  // namespace

std::string render_page(Session& session, const AppOptions& options, const Node& content) {
  using namespace literals;
  auto& core = SessionCore::of(session);
  PageSlots slots(session);
  std::string body;
  write_html(content, slots, [&](std::string_view piece) { body += piece; });

  std::vector<Node> more{dom::meta("name"_a = "bonito", "content"_a = session.id()),
                         dom::link("rel"_a = "icon", "href"_a = core.url(core.icon_url()))};
  if (!slots.sheet().empty()) {
    const std::string sheet = core.url(Asset::text(slots.sheet(), "text/css; charset=utf-8", "page.css"));
    more.push_back(dom::link("rel"_a = "stylesheet", "href"_a = sheet));
  }
  more.push_back(dom::script("type"_a = "module", "src"_a = core.url(core.script_url())));
  return document(options, head(options, std::move(more)), body);
}

std::string error_page(const AppOptions& options, const Error& error) {
  const Node content = dom::main(dom::h1("This page could not be shown"), dom::pre(error.message));
  return document(options, head(options, {}), to_html(content));
}

}  // namespace bonito::detail
