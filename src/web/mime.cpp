#include "bonito/web/mime.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace bonito {
namespace {

struct Type {
  std::string_view ending;
  std::string_view name;
};

// The web's types, as IANA's registry and RFC 9239 (JavaScript) name them. Sorted by ending.
constexpr std::array types{
    Type{"7z", "application/x-7z-compressed"},
    Type{"aac", "audio/aac"},
    Type{"apng", "image/apng"},
    Type{"avif", "image/avif"},
    Type{"bin", "application/octet-stream"},
    Type{"bmp", "image/bmp"},
    Type{"bz2", "application/x-bzip2"},
    Type{"cjs", "text/javascript; charset=utf-8"},
    Type{"css", "text/css; charset=utf-8"},
    Type{"csv", "text/csv; charset=utf-8"},
    Type{"doc", "application/msword"},
    Type{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    Type{"eot", "application/vnd.ms-fontobject"},
    Type{"epub", "application/epub+zip"},
    Type{"flac", "audio/flac"},
    Type{"geojson", "application/geo+json"},
    Type{"gif", "image/gif"},
    Type{"glb", "model/gltf-binary"},
    Type{"gltf", "model/gltf+json"},
    Type{"gz", "application/gzip"},
    Type{"htm", "text/html; charset=utf-8"},
    Type{"html", "text/html; charset=utf-8"},
    Type{"ico", "image/vnd.microsoft.icon"},
    Type{"ics", "text/calendar; charset=utf-8"},
    Type{"jpeg", "image/jpeg"},
    Type{"jpg", "image/jpeg"},
    Type{"js", "text/javascript; charset=utf-8"},
    Type{"json", "application/json"},
    Type{"jsonld", "application/ld+json"},
    Type{"jxl", "image/jxl"},
    Type{"log", "text/plain; charset=utf-8"},
    Type{"m4a", "audio/mp4"},
    Type{"map", "application/json"},
    Type{"md", "text/markdown; charset=utf-8"},
    Type{"mid", "audio/midi"},
    Type{"mjs", "text/javascript; charset=utf-8"},
    Type{"mov", "video/quicktime"},
    Type{"mp3", "audio/mpeg"},
    Type{"mp4", "video/mp4"},
    Type{"mpeg", "video/mpeg"},
    Type{"obj", "model/obj"},
    Type{"odp", "application/vnd.oasis.opendocument.presentation"},
    Type{"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    Type{"odt", "application/vnd.oasis.opendocument.text"},
    Type{"oga", "audio/ogg"},
    Type{"ogg", "audio/ogg"},
    Type{"ogv", "video/ogg"},
    Type{"opus", "audio/ogg"},
    Type{"otf", "font/otf"},
    Type{"pdf", "application/pdf"},
    Type{"png", "image/png"},
    Type{"ppt", "application/vnd.ms-powerpoint"},
    Type{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    Type{"rtf", "application/rtf"},
    Type{"stl", "model/stl"},
    Type{"svg", "image/svg+xml"},
    Type{"tar", "application/x-tar"},
    Type{"tif", "image/tiff"},
    Type{"tiff", "image/tiff"},
    Type{"ts", "video/mp2t"},
    Type{"tsv", "text/tab-separated-values; charset=utf-8"},
    Type{"ttf", "font/ttf"},
    Type{"txt", "text/plain; charset=utf-8"},
    Type{"vtt", "text/vtt; charset=utf-8"},
    Type{"wasm", "application/wasm"},
    Type{"wav", "audio/wav"},
    Type{"weba", "audio/webm"},
    Type{"webm", "video/webm"},
    Type{"webmanifest", "application/manifest+json"},
    Type{"webp", "image/webp"},
    Type{"woff", "font/woff"},
    Type{"woff2", "font/woff2"},
    Type{"xhtml", "application/xhtml+xml"},
    Type{"xls", "application/vnd.ms-excel"},
    Type{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    Type{"xml", "text/xml; charset=utf-8"},
    Type{"xz", "application/x-xz"},
    Type{"yaml", "application/yaml"},
    Type{"yml", "application/yaml"},
    Type{"zip", "application/zip"},
    Type{"zst", "application/zstd"},
};

constexpr bool before(const Type& a, const Type& b) { return a.ending < b.ending; }
static_assert(std::is_sorted(types.begin(), types.end(), before));

}  // namespace

std::string_view mime_type(std::string_view path) noexcept {
  constexpr std::string_view unknown = "application/octet-stream";
  constexpr std::size_t longest = 11;
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  if (dot == name.npos || name.size() - dot - 1 > longest) return unknown;
  std::array<char, longest> storage{};
  const auto end =
      std::transform(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(), storage.begin(),
                     [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  const std::string_view ending(storage.data(), static_cast<std::size_t>(end - storage.begin()));
  const auto found = std::lower_bound(types.begin(), types.end(), Type{ending, {}}, before);
  return found != types.end() && found->ending == ending ? found->name : unknown;
}

}  // namespace bonito
