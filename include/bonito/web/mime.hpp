// MIME types, by the ending of a file's name: what goes into Content-Type. They are those of IANA's registry
// and of Apache and nginx, as the package mime-db collects them; text is said to be UTF-8.
//
//   mime_type("app.mjs")   // "text/javascript; charset=utf-8"
#pragma once
#include <string_view>

namespace bonito {

// "application/octet-stream" for an ending that is not known. The view lives as long as the program.
std::string_view mime_type(std::string_view path) noexcept;

}  // namespace bonito
