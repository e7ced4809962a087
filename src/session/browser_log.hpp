// What the log says of a failure in a browser: its message, and under it the places in scripts that it came through.
//
//   log(LogLevel::warning, LogOwner::app, "In the browser: " + error.message, places_of(error));
//
// Those in the library's own script are left out, unless that is what failed, and so are the browser's own functions.
// Browsers may say what they like, so there are no more than ten places, and none is long.
//
// Thread: any. Failure: none.
#pragma once
#include <string>
#include <vector>

#include "bonito/session/browser_error.hpp"

namespace bonito::detail {

std::vector<std::string> places_of(const BrowserError& error);

}  // namespace bonito::detail
