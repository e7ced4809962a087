// The browser's half, as built into client/dist, in this program's own memory.
//
// Owner: the program; what is given here is never freed. Thread: any. Failure: none.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace bonito::detail {

struct EmbeddedFile {
  std::string_view name;  // "bonito.js"
  std::string_view mime;
  std::span<const std::byte> identity, brotli, gzip;  // the same content; the compressed ones may be empty
};

std::span<const EmbeddedFile> client_files();
std::span<const EmbeddedFile> client_modules();  // client/src/modules: of pages that use them

}  // namespace bonito::detail
