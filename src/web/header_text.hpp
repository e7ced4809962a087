// The text of headers, as the rules of HTTP read it: without case, trimmed, in lists.
//
//   for (const auto item : header_items(request.headers, "X-Forwarded-For")) …   // "192.0.2.1", "10.0.0.1"
//
// Thread: any. Failure: none; any bytes are text. Views live as long as the headers.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bonito/web/request.hpp"

namespace bonito::detail {

std::string lower_case(std::string_view text);  // of ASCII letters
bool equal_without_case(std::string_view a, std::string_view b) noexcept;
std::string_view trim(std::string_view text) noexcept;  // of spaces and tabs

bool has_header(const Headers& headers, std::string_view name) noexcept;  // even an empty one

// What the headers of this name list, separated by commas. Several headers of one name are one list, in
// their order (RFC 9110, 5.3): a proxy may add a line where another adds to the line.
std::vector<std::string_view> header_items(const Headers& headers, std::string_view name);

}  // namespace bonito::detail
