// Dates as HTTP writes them: "Sun, 06 Nov 1994 08:49:37 GMT". No locale, no time zone.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bonito::detail {

using Seconds = std::chrono::sys_seconds;

std::string http_date(Seconds time);
// Reads that one form; the obsolete ones of RFC 9110 are as good as no date.
std::optional<Seconds> parse_http_date(std::string_view text);

}  // namespace bonito::detail
