// What of CSS may be put into a style sheet without ending the rule it stands in.
#pragma once
#include <string_view>
#include <vector>

namespace bonito::detail {

bool is_css_property(std::string_view name) noexcept;

// Why the text cannot be a value (or a selector), as the end of a sentence; null if it can. Strings end,
// brackets close, and nothing outside a string ends a declaration or a rule.
const char* css_problem(std::string_view text) noexcept;

// The parts between the separators that stand outside of strings and brackets, without spaces around them.
std::vector<std::string_view> css_split(std::string_view text, char separator);

// The first `wanted` outside of strings from `from` on; npos if there is none.
std::size_t css_find(std::string_view text, char wanted, std::size_t from = 0) noexcept;

std::string_view css_trim(std::string_view text) noexcept;

}  // namespace bonito::detail
