#include "session/characters.hpp"

#include <algorithm>

namespace bonito::detail {

char32_t take_character(std::string_view& text) noexcept {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t wanted = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  const std::size_t size = std::min(wanted, text.size());
  char32_t character = size == 1 ? first : first & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  text.remove_prefix(size);
  return character;
}

bool is_invisible(char32_t character) noexcept {
  const auto is_between = [=](char32_t first, char32_t last) { return character >= first && character <= last; };
  return character < 0x20 || is_between(0x7f, 0x9f) || character == 0x61c || is_between(0x200e, 0x200f) ||
         is_between(0x2028, 0x202e) || is_between(0x2066, 0x2069) || character == 0xfeff;
}

}  // namespace bonito::detail
