// Error pages: what a visitor sees when there is nothing better to show. One sentence, no detail.
//
//   return error_page(404, "There is no page at this address.");
//
// Plain HTML without inline style or script, so that it works under any Content-Security-Policy;
// readable in light and in dark.
#pragma once
#include <string_view>

#include "bonito/web/request.hpp"

namespace bonito {

// The reason phrase of RFC 9110: "Not Found"; "Unknown" for a status that has none.
std::string_view status_phrase(int status) noexcept;

// `sentence` is text; it is escaped here.
Response error_page(int status, std::string_view sentence);

}  // namespace bonito
