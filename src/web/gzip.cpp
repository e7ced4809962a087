#include "web/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t small = 1024;  // fits into one packet anyway
constexpr int with_gzip_header = MAX_WBITS + 16;

}  // namespace

bool is_worth_gzip(std::string_view mime, std::size_t size) noexcept {
  static constexpr std::string_view others[] = {"application/javascript", "application/json", "application/wasm",
                                                "application/xml", "application/yaml"};
  if (size < small) return false;
  const auto type = trim(mime.substr(0, mime.find(';')));
  return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
         std::ranges::find(others, type) != std::end(others);
}

Bytes gzipped(BytesView content) {
  if (content.empty() || content.size() > std::numeric_limits<uInt>::max()) return {};
  Bytes packed(content.size() - 1);
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return {};
  }
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(content.data()));  // zlib only reads there
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool fits = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(fits ? stream.total_out : 0);
  deflateEnd(&stream);
  packed.shrink_to_fit();
  return packed;
}

}  // namespace bonito::detail
