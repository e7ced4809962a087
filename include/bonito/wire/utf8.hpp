// UTF-8: is this text what it should be?
#pragma once
#include <string_view>

namespace bonito {

// As the Unicode standard has it: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

}  // namespace bonito
