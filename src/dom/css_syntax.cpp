#include "dom/css_syntax.hpp"

#include <string>

#include "bonito/dom/attribute_name.hpp"

namespace bonito::detail {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Where the string that begins at `from` ends (its closing quote); npos if it does not.
std::size_t string_end(std::string_view text, std::size_t from) noexcept {
  for (std::size_t i = from + 1; i < text.size(); ++i) {
    if (text[i] == text[from]) return i;
    if (text[i] == '\\') ++i;
    if (i < text.size() && static_cast<unsigned char>(text[i]) < ' ') return std::string_view::npos;
  }
  return std::string_view::npos;
}

// Is the '(' at `open` that of url(...) without quotes, whose content is one token?
bool opens_bare_url(std::string_view text, std::size_t open) noexcept {
  if (open < 3 || !same_name(text.substr(open - 3, 3), "url")) return false;
  std::size_t next = open + 1;
  while (next < text.size() && is_space(text[next])) ++next;
  return next == text.size() || (text[next] != '"' && text[next] != '\'');
}

}  // namespace

bool is_css_property(std::string_view name) noexcept {
  if (name.empty() || is_digit(name.front())) return false;
  for (char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
  }
  return true;
}

const char* css_problem(std::string_view text) noexcept {
  if (css_trim(text).empty()) return "it is empty";
  std::string open;  // the closing brackets that are still to come
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = string_end(text, i);
      if (i == std::string_view::npos) return "a string in it does not end";
    } else if (c == '(' && opens_bare_url(text, i)) {
      const std::size_t end = text.find_first_of("\"'(){}<\\", i + 1);
      if (end == std::string_view::npos || text[end] != ')') return "its url() needs quotes";
      i = end;
    } else if (c == '(' || c == '[') {
      open += c == '(' ? ')' : ']';
    } else if (c == ')' || c == ']') {
      if (open.empty() || open.back() != c) return "its brackets do not match";
      open.pop_back();
    } else if (c == ';' || c == '{' || c == '}' || c == '<' || c == '\\') {
      return "outside of quotes it has one of ; { } < \\";
    } else if (c == '/' && text.substr(i).starts_with("/*")) {
      return "it has a comment";
    } else if (static_cast<unsigned char>(c) < ' ' && !is_space(c)) {
      return "it has a control character";
    }
  }
  return open.empty() ? nullptr : "its brackets do not match";
}

std::vector<std::string_view> css_split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = string_end(text, i);
      if (i == std::string_view::npos) break;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if ((c == ')' || c == ']') && depth > 0) {
      --depth;
    } else if (c == separator && depth == 0) {
      parts.push_back(css_trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(css_trim(text.substr(begin)));
  return parts;
}

std::size_t css_find(std::string_view text, char wanted, std::size_t from) noexcept {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == wanted) return i;
    if (text[i] == '"' || text[i] == '\'') {
      i = string_end(text, i);
      if (i == std::string_view::npos) break;
    }
  }
  return std::string_view::npos;
}

std::string_view css_trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace bonito::detail
