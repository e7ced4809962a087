// BrowserError: what went wrong in a page's scripts, as the program hears it.
//
//   session.browser_error().on(session, [](const std::optional<BrowserError>& error) { if (error) note(error->message);
//   });
//
// Owner: a value. Thread: any.
#pragma once
#include <string>

namespace bonito {

struct BrowserError {
  enum class Origin {
    app,      // a script threw, or a promise of one was rejected
    network,  // something could not be loaded
    library,  // the library's own script failed
  };
  Origin origin = Origin::app;
  std::string message;
  std::string stack = {};  // as the browser gives it; lines of js() name the C++ file and line
};

}  // namespace bonito
