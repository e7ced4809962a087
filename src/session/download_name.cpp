#include "session/download_name.hpp"

#include <algorithm>

#include "bonito/wire/utf8.hpp"
#include "session/characters.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t longest = 200;
constexpr std::size_t longest_ending = 20;
constexpr std::string_view forbidden = "/\\:*?\"<>|";  // somewhere
constexpr std::string_view none_outside = ". ";        // hides a file, or is cut off by a system

bool is_continued(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string_view trimmed(std::string_view name) noexcept {
  const auto first = name.find_first_not_of(none_outside);
  if (first == name.npos) return {};
  return name.substr(first, name.find_last_not_of(none_outside) - first + 1);
}

// At most this many bytes, of whole characters.
std::string_view cut(std::string_view text, std::size_t bytes) noexcept {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continued(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

std::string saved_name_of(std::string_view name) {
  std::string safe;
  const bool readable = is_utf8(name);
  while (!name.empty()) {
    std::string_view rest = name;
    const char32_t character = take_character(rest);
    const auto c = name.substr(0, readable ? name.size() - rest.size() : 1);
    const bool bad =
        is_invisible(character) || forbidden.find(c[0]) != forbidden.npos || (!readable && (c[0] & '\x80') != 0);
    safe += bad ? "_" : c;
    name.remove_prefix(c.size());
  }
  safe = std::string(trimmed(safe));
  if (safe.size() > longest) {
    const auto dot = std::min(safe.rfind('.'), safe.size());
    const std::string ending = safe.size() - dot <= longest_ending ? safe.substr(dot) : "";
    safe = std::string(trimmed(std::string(cut(safe, longest - ending.size())) + ending));
  }
  return safe.empty() ? "download" : safe;
}

std::string content_disposition(std::string_view kind, std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain_marks = "!#$&+-.^_`|~";  // RFC 8187, 3.2.1
  std::string ascii;
  std::string encoded;
  for (const char c : name) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const auto byte = static_cast<unsigned char>(c);
    if (!is_continued(c)) ascii += byte < 0x20 || byte > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : c;
    if (alphanumeric || plain_marks.find(c) != plain_marks.npos) {
      encoded += c;
    } else {
      encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
  }
  std::string header = std::string(kind) + "; filename=\"" + ascii + '"';
  return ascii == name ? header : header + "; filename*=UTF-8''" + encoded;
}

}  // namespace bonito::detail
