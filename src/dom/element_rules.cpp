#include "dom/element_rules.hpp"

#include "bonito/dom/attribute_name.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view void_tags[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                          "input", "link", "meta", "source", "track", "wbr"};
constexpr std::string_view row_tags[] = {"table", "thead", "tbody", "tfoot", "tr", "colgroup"};

}  // namespace

Content content_of(std::string_view tag, bool foreign) noexcept {
  if (foreign) return Content::normal;
  if (is_one_of(tag, void_tags)) return Content::none;
  if (is_one_of(tag, row_tags)) return Content::rows;
  if (same_name(tag, "title") || same_name(tag, "textarea")) return Content::text;
  if (same_name(tag, "script")) return Content::script;
  if (same_name(tag, "style")) return Content::style;
  if (same_name(tag, "iframe")) return Content::frame;
  return Content::normal;
}

bool is_content_foreign(std::string_view tag, bool foreign) noexcept {
  // What the HTML standard calls integration points, of SVG and of MathML, holds HTML again.
  constexpr std::string_view html_again[] = {"foreignObject", "desc", "title", "mi", "mn", "mo", "ms", "mtext"};
  if (foreign) return !is_one_of(tag, html_again);
  return same_name(tag, "svg") || same_name(tag, "math");
}

bool is_inert(std::string_view tag, bool foreign) noexcept {
  return !foreign && (same_name(tag, "noscript") || same_name(tag, "template"));
}

bool drops_first_line_break(std::string_view tag, bool foreign) noexcept {
  return !foreign && (same_name(tag, "pre") || same_name(tag, "textarea") || same_name(tag, "listing"));
}

bool is_state_property(std::string_view tag, std::string_view name) noexcept {
  const auto is_tag = [&](std::string_view one, std::string_view other = {}, std::string_view third = {}) {
    return same_name(tag, one) || same_name(tag, other) || same_name(tag, third);
  };
  if (same_name(name, "value")) return is_tag("input", "textarea", "select");
  if (same_name(name, "checked") || same_name(name, "indeterminate")) return is_tag("input");
  if (same_name(name, "selected")) return is_tag("option");
  if (same_name(name, "muted")) return is_tag("audio", "video");
  if (same_name(name, "open")) return is_tag("details", "dialog");
  return false;
}

}  // namespace bonito::detail
