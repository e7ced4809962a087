// What of CSS may be put into a style sheet without ending the rule it stands in. Support for styles.hpp, which asks at
// compile time where it can.
#pragma once
#include <string_view>
#include <vector>

#include "bonito/dom/attribute_name.hpp"

namespace bonito::detail {

constexpr bool is_css_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::string_view css_trim(std::string_view text) noexcept {
  while (!text.empty() && is_css_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_css_space(text.back())) text.remove_suffix(1);
  return text;
}

constexpr bool is_css_property(std::string_view name) noexcept {
  if (name.empty() || is_digit(name.front())) return false;
  for (char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
  }
  return true;
}

// Where the string that begins at `from` ends (its closing quote); npos if it does not.
constexpr std::size_t css_string_end(std::string_view text, std::size_t from) noexcept {
  for (std::size_t i = from + 1; i < text.size(); ++i) {
    if (text[i] == text[from]) return i;
    if (text[i] == '\\') ++i;
    if (i < text.size() && static_cast<unsigned char>(text[i]) < ' ') return std::string_view::npos;
  }
  return std::string_view::npos;
}

// Browsers differ in which characters beyond ASCII belong to a name, and a selector takes the place of '&'.
constexpr bool may_be_in_css_name(char c) { return c == '&' || static_cast<unsigned char>(c) >= 0x80; }

// Does what follows it go on with the name, number, #hash or @rule that it ends? "1url" is no url.
constexpr bool is_in_css_name(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '#' || c == '@' || c == '\\' ||
         may_be_in_css_name(c);
}

// Is the '(' at `open` that of a name that ends in "url", without quotes behind it?
constexpr bool opens_unquoted_url(std::string_view text, std::size_t open) noexcept {
  if (open < 3 || !same_name(text.substr(open - 3, 3), "url")) return false;
  std::size_t next = open + 1;
  while (next < text.size() && is_css_space(text[next])) ++next;
  return next == text.size() || (text[next] != '"' && text[next] != '\'');
}

// Is it that of url(...) itself, whose content is one token? In curl(...) there are comments, strings and brackets.
constexpr bool opens_bare_url(std::string_view text, std::size_t open) noexcept {
  return opens_unquoted_url(text, open) && (open == 3 || !is_in_css_name(text[open - 4]));
}

// Why the text cannot be a value (or a selector), as the end of a sentence; null if it can. Strings end,
// brackets close, and nothing outside a string ends a declaration or a rule.
constexpr const char* css_problem(std::string_view text) noexcept {
  if (css_trim(text).empty()) return "it is empty";
  char open[64] = {};  // the closing brackets that are still to come
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = css_string_end(text, i);
      if (i == std::string_view::npos) return "a string in it does not end";
    } else if (c == '(' && opens_bare_url(text, i)) {
      const std::size_t end = text.find_first_of("\"'(){}<\\", i + 1);
      if (end == std::string_view::npos || text[end] != ')') return "its url() needs quotes";
      i = end;
    } else if (c == '(' && opens_unquoted_url(text, i) && may_be_in_css_name(text[i - 4])) {
      return "its url() needs quotes";
    } else if (c == '(' || c == '[') {
      if (depth == sizeof(open)) return "its brackets stand too deep within each other";
      open[depth++] = c == '(' ? ')' : ']';
    } else if (c == ')' || c == ']') {
      if (depth == 0 || open[--depth] != c) return "its brackets do not match";
    } else if (c == ';' || c == '{' || c == '}' || c == '\\') {
      return "outside of quotes it has one of ; { } \\";
    } else if (text.substr(i).starts_with("</") || text.substr(i).starts_with("<!")) {
      return "outside of quotes it has markup";
    } else if (c == '/' && text.substr(i).starts_with("/*")) {
      return "it has a comment";
    } else if (static_cast<unsigned char>(c) < ' ' && !is_css_space(c)) {
      return "it has a control character";
    }
  }
  return depth == 0 ? nullptr : "its brackets do not match";
}

// The name of an at-rule: "@media" of "@media(width > 9em)"; empty for a selector.
constexpr std::string_view css_at_name(std::string_view selector) noexcept {
  if (!selector.starts_with('@')) return {};
  std::size_t end = 1;
  while (end < selector.size() && (is_letter(selector[end]) || selector[end] == '-')) ++end;
  return selector.substr(0, end);
}

enum class AtRule { none, wrapping, keyframes, alone, unknown };
constexpr AtRule css_at_rule(std::string_view selector) noexcept {
  constexpr std::string_view wrapping[] = {"@media", "@supports", "@container", "@layer", "@starting-style"};
  const std::string_view name = css_at_name(selector);
  if (name.empty()) return AtRule::none;
  if (is_one_of(name, wrapping)) return AtRule::wrapping;
  if (selector == "@font-face" || selector == "@page") return AtRule::alone;
  return name == "@keyframes" && is_css_property(css_trim(selector.substr(name.size()))) ? AtRule::keyframes
                                                                                         : AtRule::unknown;
}

// The parts between the separators that stand outside of strings and brackets, without spaces around them.
std::vector<std::string_view> css_split(std::string_view text, char separator);

// The first `wanted` outside of strings from `from` on; npos if there is none.
std::size_t css_find(std::string_view text, char wanted, std::size_t from = 0) noexcept;

}  // namespace bonito::detail
