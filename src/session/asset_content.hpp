// What an Asset holds: the private half of asset.hpp.
//
// Thread: any; it never changes, but for what is made when it is first asked for.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bonito/session/asset.hpp"

namespace bonito {

struct Asset::Content {
  Bytes bytes = {};
  std::string mime = "";
  std::string key = "";
  std::string url = "";          // of one that is elsewhere; then there are no bytes
  std::string integrity = "";    // of that
  std::string global_name = "";  // of a classic script
  std::vector<Asset> sheets = {};
  std::vector<Asset> parts = {};  // and the parts of these
  // For development: the files that it was made of, as they were, and what makes it of them anew.
  std::vector<std::pair<std::filesystem::path, std::filesystem::file_time_type>> sources = {};
  std::function<Asset()> remake = {};
  mutable std::once_flag gzipped = {};
  mutable Bytes gzip = {};
};

namespace detail {

// The key of this content: the first half of a SHA-256 of type and content, and the name.
std::string asset_key(BytesView content, std::string_view mime, std::string_view name);
std::shared_ptr<Asset::Content> make_content(Bytes bytes, std::string mime, std::string_view name);

// Notes a file that the content is made of; before it is read.
void add_source(Asset::Content& content, const std::filesystem::path& file);
// Has one of its files changed since?
bool is_outdated(const Asset& asset);
// The same asset, or what its files make now. If they make nothing, that is logged.
Asset newest(const Asset& asset);

// The bytes of a file; throws Failure{Errc::not_found} with a sentence.
std::string read_asset_file(const std::filesystem::path& file);

// What an asset names beside itself, by the text that stands for it. In what is served "./KEY" stands there.
using NamedParts = std::map<std::string, Asset, std::less<>>;
// The text with the addresses of those parts that it names in their places.
std::shared_ptr<Asset::Content> with_parts(std::string_view text, std::string mime, std::string_view name,
                                           const NamedParts& parts);
// These parts and their own, each once.
void add_part(std::vector<Asset>& parts, const Asset& part);

}  // namespace detail
}  // namespace bonito
