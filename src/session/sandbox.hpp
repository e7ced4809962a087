// What a browser shows by itself stands in our origin: its scripts would be ours. In a sandbox they do not run.
//
//   sandbox_page(response, asset.mime());   // adds Content-Security-Policy, unless the type is known to run nothing
//
// Thread: any. Failure: none.
#pragma once
#include <string_view>

#include "bonito/web/request.hpp"

namespace bonito::detail {

// Not for scripts, style sheets and fonts, which are no pages, and not for what is only seen or heard.
void sandbox_page(Response& response, std::string_view type);

}  // namespace bonito::detail
