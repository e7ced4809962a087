#include "session/file_claims.hpp"

#include <algorithm>

#include "bonito/dom/attribute_name.hpp"
#include "session/characters.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t longest_name = 255;  // bytes, as file systems have it
constexpr std::size_t longest_type = 127;  // bytes; RFC 6838 allows no more for each half

bool is_same(char a, char b) { return lower(a) == lower(b); }

bool is_of_type(std::string_view name, std::string_view mime, std::string_view type) {
  if (type.starts_with('.')) {
    return name.size() > type.size() && std::ranges::equal(name.substr(name.size() - type.size()), type, is_same);
  }
  if (type.ends_with("/*")) {
    type.remove_suffix(1);
    return mime.size() > type.size() && std::ranges::equal(mime.substr(0, type.size()), type, is_same);
  }
  return std::ranges::equal(mime, type, is_same);
}

}  // namespace

std::string last_name_of(std::string_view claimed) {
  claimed.remove_prefix(claimed.find_last_of("/\\") + 1);  // npos + 1 is 0
  std::string name;
  while (!claimed.empty()) {
    std::string_view rest = claimed;
    const char32_t character = take_character(rest);
    const auto bytes = claimed.size() - rest.size();
    const bool leads = name.empty() && (character == '.' || character == ' ');
    if (name.size() + bytes > longest_name) break;
    if (!leads && !is_invisible(character)) name += claimed.substr(0, bytes);
    claimed = rest;
  }
  return name.empty() ? "file" : name;
}

std::string type_of(std::string_view claimed) {
  const auto is_token = [](std::string_view text) {
    const auto is_of_token = [](char c) {
      return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
             std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::ranges::all_of(text, is_of_token);
  };
  const auto slash = claimed.find('/');
  const bool is_type = claimed.size() <= longest_type && slash != std::string_view::npos &&
                       is_token(claimed.substr(0, slash)) && is_token(claimed.substr(slash + 1));
  return is_type ? std::string(claimed) : "";
}

bool is_of_types(std::string_view name, std::string_view mime, const std::vector<std::string>& types) {
  return types.empty() ||
         std::ranges::any_of(types, [&](const std::string& type) { return is_of_type(name, mime, type); });
}

}  // namespace bonito::detail
