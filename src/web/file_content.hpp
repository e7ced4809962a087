// A file on the disk, to be served: its type by its name, a tag that changes with every edit, and its bytes, read while
// they are sent, however many there are.
//
//   const auto content = file_content("film.mp4");
//   return content ? serve_content(request, *content) : error_page(404, …);
//
// Owner: what is returned keeps the file open, and so what is read is of one file, though it be replaced meanwhile.
// Thread: any; it reads the disk. Failure: its source throws Failure{Errc::io} for a file that became shorter.
#pragma once
#include <filesystem>
#include <optional>

#include "web/content.hpp"

namespace bonito::detail {

// Nothing for what is no regular file, or may not be read.
std::optional<Content> file_content(const std::filesystem::path& path);

}  // namespace bonito::detail
