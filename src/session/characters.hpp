// Characters of a text, one after the other.
// Thread: any. Failure: none; what is no UTF-8 gives some character.
#pragma once
#include <string_view>

namespace bonito::detail {

// The first one, which is taken off. `text` is not empty.
char32_t take_character(std::string_view& text) noexcept;

// Control characters, ends of lines and paragraphs, and those of the direction of writing, with which "gnp.exe" looks
// like "exe.png".
bool is_invisible(char32_t character) noexcept;

}  // namespace bonito::detail
