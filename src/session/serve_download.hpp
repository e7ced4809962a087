// Answers for a download that a page offers: conditions and ranges where it has a size, and a body that is read while
// it is sent. More than SessionLimits::max_downloads of one page at once are refused (503).
//
// Thread: any; it may run the program's code, and block. Failure: what that throws is the session's; an error page, or
// a body that is cut off.
#pragma once

#include "bonito/web/request.hpp"
#include "session/download_table.hpp"

namespace bonito::detail {

Response serve_download(const Request& request, const Offer& offer, std::size_t most_at_once);

}  // namespace bonito::detail
