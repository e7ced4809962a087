#include "bonito/session/asset.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/base/log.hpp"
#include "bonito/web/mime.hpp"
#include "session/asset_content.hpp"
#include "session/module_graph.hpp"
#include "web/gzip.hpp"

namespace bonito {
namespace {

constexpr std::string_view javascript = "text/javascript";

std::string url_safe(std::string_view name) {
  std::string safe;
  for (char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    safe += plain ? c : '-';
  }
  return safe;
}

bool is_url(const std::filesystem::path& path) { return path.native().find("://") != std::string::npos; }

// What is elsewhere, as its address says: there is nobody to ask for its type.
std::shared_ptr<Asset::Content> content_elsewhere(const std::string& url, AssetOptions options) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) {
    throw Failure({Errc::usage, "An asset at \"" + url +
                                    "\" cannot be had: give an address that begins with https://, "
                                    "or the path of a file."});
  }
  const std::string path = url.substr(0, url.find_first_of("?#"));
  auto content = detail::make_content({}, std::string(mime_type(path)), path.substr(path.rfind('/') + 1));
  content->key = detail::asset_key(as_bytes(url), content->mime, path.substr(path.rfind('/') + 1));
  content->url = url;
  content->integrity = std::move(options.integrity);
  return content;
}

std::shared_ptr<Asset::Content> content_of(const std::filesystem::path& file_or_url, AssetOptions options) {
  if (is_url(file_or_url)) return content_elsewhere(file_or_url.native(), std::move(options));
  Asset::Content source;
  detail::add_source(source, file_or_url);
  const std::string text = detail::read_asset_file(file_or_url);
  const BytesView view = as_bytes(text);
  auto content = detail::make_content({view.begin(), view.end()}, std::string(mime_type(file_or_url.native())),
                                      file_or_url.filename().native());
  content->sources = std::move(source.sources);
  content->remake = [file_or_url] { return Asset(file_or_url); };
  return content;
}

}  // namespace

namespace detail {

// The type is hashed, too: what browsers keep for ever has both.
std::string asset_key(BytesView content, std::string_view mime, std::string_view name) {
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

std::shared_ptr<Asset::Content> make_content(Bytes bytes, std::string mime, std::string_view name) {
  auto content = std::make_shared<Asset::Content>();
  content->key = asset_key(bytes, mime, name);
  content->bytes = std::move(bytes);
  content->mime = std::move(mime);
  return content;
}

std::shared_ptr<Asset::Content> with_parts(std::string_view text, std::string mime, std::string_view name,
                                           const NamedParts& parts) {
  std::string placed(text);
  std::vector<Asset> named;
  for (const auto& [mark, part] : parts) {
    const std::string address = part.elsewhere().empty() ? "./" + part.key() : part.elsewhere();
    const auto first = placed.find(mark);
    if (first == std::string::npos) continue;
    for (auto at = first; at != std::string::npos; at = placed.find(mark, at + address.size())) {
      placed.replace(at, mark.size(), address);
    }
    add_part(named, part);
  }
  const BytesView view = as_bytes(placed);
  auto content = make_content({view.begin(), view.end()}, std::move(mime), name);
  content->parts = std::move(named);
  return content;
}

void add_part(std::vector<Asset>& parts, const Asset& part) {
  const auto add = [&](const Asset& asset) {
    if (asset.elsewhere().empty() && std::ranges::find(parts, asset.key(), &Asset::key) == parts.end()) {
      parts.push_back(asset);
    }
  };
  add(part);
  for (const Asset& its : part.parts()) add(its);
}

void add_source(Asset::Content& content, const std::filesystem::path& file) {
  std::error_code error;
  content.sources.emplace_back(file, std::filesystem::last_write_time(file, error));
}

bool is_outdated(const Asset& asset) {
  const auto has_changed = [](const auto& source) {
    std::error_code error;
    const auto now = std::filesystem::last_write_time(source.first, error);
    return !error && now != source.second;  // one that is gone is being written
  };
  return std::ranges::any_of(asset.content_->sources, has_changed) || std::ranges::any_of(asset.parts(), is_outdated);
}

Asset newest(const Asset& asset) {
  if (!asset.content_->remake || !is_outdated(asset)) return asset;
  try {
    return asset.content_->remake();
  } catch (const std::exception& failure) {
    log(LogLevel::error, LogOwner::app, std::string("A file that changed makes no asset: ") + failure.what());
    return asset;
  }
}

std::string read_asset_file(const std::filesystem::path& file) {
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
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace detail

Asset::Asset(const std::filesystem::path& file_or_url, AssetOptions options)
    : content_(content_of(file_or_url, std::move(options))) {}

Asset Asset::bytes(Bytes content, std::string mime, std::string name) {
  return Asset(detail::make_content(std::move(content), std::move(mime), name));
}

Asset Asset::text(std::string_view content, std::string mime, std::string name) {
  const BytesView view = as_bytes(content);
  return bytes({view.begin(), view.end()}, std::move(mime), std::move(name));
}

Asset Asset::module(const std::filesystem::path& file_or_url, const Imports& imports, AssetOptions options) {
  if (!is_url(file_or_url)) {
    auto module = detail::ModuleGraph(imports).module(file_or_url);
    module->remake = [file_or_url, imports] {
      Imports anew;
      for (const auto& [bare, asset] : imports) anew.emplace(bare, detail::newest(asset));
      return Asset::module(file_or_url, anew);
    };
    return Asset(std::move(module));
  }
  auto content = content_elsewhere(file_or_url.native(), std::move(options));
  content->mime = javascript;
  return Asset(std::move(content));
}

Asset Asset::script(const std::filesystem::path& file_or_url, std::string global_name, AssetOptions options) {
  auto content = content_of(file_or_url, std::move(options));
  if (global_name.empty()) {
    throw Failure({Errc::usage,
                   "A classic script is known by the global that it gives the page: name it, or use "
                   "Asset::module() for a script that has none."});
  }
  content->mime = javascript;
  if (content->remake) content->remake = [file_or_url, global_name] { return Asset::script(file_or_url, global_name); };
  content->global_name = std::move(global_name);
  return Asset(std::move(content));
}

BytesView Asset::content() const noexcept { return content_->bytes; }
BytesView Asset::gzipped() const {
  std::call_once(content_->gzipped, [this] { content_->gzip = detail::gzipped(content_->bytes); });
  return content_->gzip;
}
const std::string& Asset::mime() const noexcept { return content_->mime; }
const std::string& Asset::key() const noexcept { return content_->key; }
bool Asset::is_module() const noexcept {
  return content_->mime.starts_with(javascript) && content_->global_name.empty();
}
const std::string& Asset::global_name() const noexcept { return content_->global_name; }
const std::string& Asset::elsewhere() const noexcept { return content_->url; }
const std::string& Asset::integrity() const noexcept { return content_->integrity; }
const std::vector<Asset>& Asset::sheets() const noexcept { return content_->sheets; }
const std::vector<Asset>& Asset::parts() const noexcept { return content_->parts; }

}  // namespace bonito
