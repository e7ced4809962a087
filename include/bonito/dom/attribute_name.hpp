// What the compiler knows of an attribute by its name. Support for attribute.hpp; nobody else reads it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bonito::detail {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// HTML's names are the same in capitals.
constexpr bool same_name(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}
template <std::size_t N>
constexpr bool is_one_of(std::string_view name, const std::string_view (&names)[N]) {
  for (std::string_view other : names) {
    if (same_name(name, other)) return true;
  }
  return false;
}

// "onclick", in any case; not "on-air" or "one2one".
constexpr bool is_event_attribute(std::string_view name) {
  if (name.size() < 3 || !same_name(name.substr(0, 2), "on")) return false;
  for (char c : name) {
    if (!is_letter(c)) return false;
  }
  return true;
}

constexpr bool is_boolean_attribute(std::string_view name) {
  constexpr std::string_view names[] = {"allowfullscreen", "async",    "autofocus", "autoplay",   "checked",
                                        "controls",        "default",  "defer",     "disabled",   "hidden",
                                        "inert",           "ismap",    "itemscope", "loop",       "formnovalidate",
                                        "multiple",        "muted",    "nomodule",  "novalidate", "open",
                                        "playsinline",     "readonly", "required",  "reversed",   "selected"};
  return is_one_of(name, names);
}

// Those whose bool is a text, "true" or "false".
constexpr bool is_true_false_attribute(std::string_view name) {
  constexpr std::string_view names[] = {"contenteditable", "draggable", "spellcheck"};
  return same_name(name.substr(0, 5), "aria-") || is_one_of(name, names);
}

// Those a browser follows, loads or sends to.
constexpr bool is_url_attribute(std::string_view name) {
  constexpr std::string_view names[] = {"action",   "background", "cite",   "data", "formaction", "href",
                                        "manifest", "ping",       "poster", "src",  "xlink:href"};
  return is_one_of(name, names);
}

enum class AttributeKind : std::uint8_t { plain, boolean, true_false, style, css_class, srcdoc, key };

constexpr AttributeKind attribute_kind(std::string_view name) {
  if (is_boolean_attribute(name)) return AttributeKind::boolean;
  if (is_true_false_attribute(name)) return AttributeKind::true_false;
  if (same_name(name, "style")) return AttributeKind::style;
  if (same_name(name, "class")) return AttributeKind::css_class;
  if (same_name(name, "srcdoc")) return AttributeKind::srcdoc;
  if (same_name(name, "key")) return AttributeKind::key;
  return AttributeKind::plain;
}

constexpr bool is_attribute_name(std::string_view name) {
  for (char c : name) {
    if (c <= ' ' || c > '~' || c == '"' || c == '\'' || c == '>' || c == '/' || c == '=' || c == '<' || c == ',') {
      return false;
    }
  }
  return !name.empty();
}

// Those the writer makes.
constexpr bool is_reserved_attribute(std::string_view name) {
  return same_name(name, "data-b") || same_name(name, "data-style") || same_name(name, "data-rules");
}

constexpr bool is_property_name(std::string_view name) {
  for (char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '_' && c != '$') return false;
  }
  return !name.empty() && !is_digit(name.front());
}

// "data" is one on <object> only: the writer looks.
constexpr bool is_url_property(std::string_view name) { return is_url_attribute(name) && !same_name(name, "data"); }

constexpr bool is_markup_property(std::string_view name) {
  constexpr std::string_view names[] = {"innerHTML", "outerHTML", "srcdoc"};
  return is_one_of(name, names);
}

// The name in "name"_a, as the compiler knows it.
template <std::size_t N>
struct LiteralText {
  char text[N]{};

  consteval LiteralText(const char (&source)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = source[i];
  }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

}  // namespace bonito::detail
