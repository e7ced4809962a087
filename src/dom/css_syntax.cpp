#include "bonito/dom/css_syntax.hpp"

#include <algorithm>

namespace bonito::detail {

std::vector<std::string_view> css_split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = css_string_end(text, i);
      if (i == std::string_view::npos) break;
    } else if (c == '(' && opens_bare_url(text, i)) {
      i = std::min(text.find(')', i), text.size());
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
      i = css_string_end(text, i);
      if (i == std::string_view::npos) break;
    }
  }
  return std::string_view::npos;
}

}  // namespace bonito::detail
