// How browsers read an element's content: what the writer must know to be understood.
#pragma once
#include <string_view>

namespace bonito::detail {

enum class Content {
  normal,  // elements, text, comments
  none,    // void elements: no content, no end tag
  rows,    // tables and their rows: a text directly inside would be moved out
  text,    // title, textarea: text and nothing else, with the usual escapes
  script,  // text that ends at "</script"
  style,   // text that ends at "</style"
  frame,   // iframe: its content is never shown
};

// Inside SVG and MathML (`foreign`) HTML's special contents are ordinary ones.
Content content_of(std::string_view tag, bool foreign) noexcept;

// A text that the parser reads as a whole.
constexpr bool has_only_text(Content content) noexcept {
  return content == Content::text || content == Content::script || content == Content::style;
}

// Is the content of this element read as SVG or MathML, if the element itself is (or not)?
bool is_content_foreign(std::string_view tag, bool foreign) noexcept;

// Elements whose content is no part of the page that scripts see: noscript and template.
bool is_inert(std::string_view tag, bool foreign) noexcept;

// Elements that drop a line break at the very start of their content: pre, textarea, listing.
bool drops_first_line_break(std::string_view tag, bool foreign) noexcept;

// Attributes that only say what an element starts with: the property is what is shown.
bool is_state_property(std::string_view tag, std::string_view name) noexcept;

}  // namespace bonito::detail
