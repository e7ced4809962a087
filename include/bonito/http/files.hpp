// Files of a folder, as web pages.
//
//   server.route("/files/*", serve_folder("public"));
//
// The path is what the pattern's "*" caught, or the whole path if it caught nothing. A folder shows
// its index.html. Nothing outside the folder is ever served, not by "..", not by a link. Answers carry
// an ETag and Last-Modified, and are 304 when the browser's copy is still good; browsers may ask for parts (Range), as
// they do to seek in a film. Files are read while they are sent, of any size (web/body_source.hpp). Thread: any; it
// reads the disk, and blocks meanwhile. Failure: Failure{Errc::not_found} at once if there is no such folder; 404 and
// 405 pages later.
#pragma once
#include <filesystem>

#include "bonito/web/handler.hpp"

namespace bonito {

Handler serve_folder(std::filesystem::path root);

}  // namespace bonito
