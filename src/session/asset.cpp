#include "bonito/session/asset.hpp"

#include <openssl/sha.h>

#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>

#include "bonito/base/error.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/web/mime.hpp"
#include "session/session_core.hpp"
#include "web/gzip.hpp"

namespace bonito {

struct Asset::Content {
  Content(Bytes bytes_, std::string mime_, std::string key_)
      : bytes(std::move(bytes_)), mime(std::move(mime_)), key(std::move(key_)) {}

  const Bytes bytes;
  const std::string mime;
  const std::string key;
  mutable std::once_flag gzipped;
  mutable Bytes gzip = {};
};

namespace {

std::string url_safe(std::string_view name) {
  std::string safe;
  for (char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    safe += plain ? c : '-';
  }
  return safe;
}

// The type is hashed, too: what browsers keep for ever has both.
std::string key_of(BytesView content, std::string_view mime, std::string_view name) {
  std::string hashed(mime);
  hashed += '\0';
  hashed += as_text(content);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(hashed.data()), hashed.size(), digest.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string key;
  for (std::size_t i = 0; i < 16; ++i) {
    key += digits[digest[i] >> 4];
    key += digits[digest[i] & 15];
  }
  return key + "-" + url_safe(name);
}

Bytes read_file(const std::filesystem::path& file) {
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(file, error);
  std::ifstream in(file, std::ios::binary);
  if (!regular || !in) {
    throw Failure(
        {Errc::not_found, "The asset \"" + file.string() +
                              "\" cannot be read. Give the path of a file, absolute or relative to the working "
                              "directory (" +
                              std::filesystem::current_path(error).string() + ")."});
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const BytesView view = as_bytes(text);
  return {view.begin(), view.end()};
}

}  // namespace

Asset::Asset(const std::filesystem::path& file)
    : Asset(bytes(read_file(file), std::string(mime_type(file.string())), file.filename().string())) {}

Asset Asset::bytes(Bytes content, std::string mime, std::string name) {
  std::string key = key_of(content, mime, name);
  return Asset(std::make_shared<const Content>(std::move(content), std::move(mime), std::move(key)));
}

Asset Asset::text(std::string_view content, std::string mime, std::string name) {
  const BytesView view = as_bytes(content);
  return bytes({view.begin(), view.end()}, std::move(mime), std::move(name));
}

BytesView Asset::content() const noexcept { return content_->bytes; }
BytesView Asset::gzipped() const {
  std::call_once(content_->gzipped, [this] { content_->gzip = detail::gzipped(content_->bytes); });
  return content_->gzip;
}
const std::string& Asset::mime() const noexcept { return content_->mime; }
const std::string& Asset::key() const noexcept { return content_->key; }

Node to_node(Session&, const Asset& asset) {
  using namespace literals;
  const std::string_view mime = asset.mime();
  if (mime.starts_with("text/css")) return dom::link("rel"_a = "stylesheet", "href"_a = asset);
  if (mime.starts_with("text/javascript")) return dom::script("type"_a = "module", "src"_a = asset);
  if (mime.starts_with("image/")) return dom::img("src"_a = asset, "alt"_a = "");
  throw Failure({Errc::usage, "An asset of type " + std::string(mime) +
                                  " is no element by itself; use it as an attribute, as in \"href\"_a = asset."});
}

detail::TrustedAddress to_attribute_value(const Asset& asset) {
  return {[asset](Session& session) { return detail::SessionCore::of(session).url(asset); }};
}

}  // namespace bonito
