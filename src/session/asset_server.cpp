#include "bonito/session/asset_server.hpp"

#include <fstream>
#include <system_error>

#include "base/base64.hpp"
#include "bonito/base/error.hpp"
#include "bonito/base/random.hpp"
#include "bonito/session/download.hpp"
#include "session/factories.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

detail::Factories<AssetServer>& factories() {
  static auto* all = new detail::Factories<AssetServer>;
  return *all;
}

// Whole under its name, or not at all, whoever writes it at the same time.
void write_file(const std::filesystem::path& file, BytesView content) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return;
  std::filesystem::create_directories(file.parent_path(), error);
  auto unfinished = file;
  unfinished += "." + random_id();
  const auto text = as_text(content);
  std::ofstream out(unfinished, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (out) std::filesystem::rename(unfinished, file, error);
  if (!out || error) {
    std::filesystem::remove(unfinished, error);
    throw Failure(
        {Errc::io, "The asset \"" + file.string() + "\" cannot be written. Is its folder there, and writable?"});
  }
}

// With what it names inside it, as there is nothing beside it; and so on.
std::string inlined(const Asset& asset, const std::vector<Asset>& parts, std::size_t depth) {
  if (depth > parts.size()) {
    throw Failure({Errc::usage, "The module \"" + asset.key() +
                                    "\" is one of several files that import each other, which cannot stand inside a "
                                    "page: make one module of them with bonito_add_module()."});
  }
  std::string mime = asset.mime();
  std::erase(mime, ' ');
  std::string content(as_text(asset.content()));
  for (const Asset& part : parts) {
    const std::string name = "./" + part.key();
    auto at = content.find(name);
    if (at == content.npos) continue;
    const std::string url = inlined(part, parts, depth + 1);
    for (; at != content.npos; at = content.find(name, at + url.size())) content.replace(at, name.size(), url);
  }
  return "data:" + mime + ";base64," + base64(as_bytes(content));
}

}  // namespace

std::string HttpAssetServer::url(Session& session, const Asset& asset) {
  return detail::SessionCore::of(session).serve(asset);
}

std::string HttpAssetServer::download_url(Session& session, const Download& download) {
  return detail::SessionCore::of(session).offer(download);
}

std::string AssetServer::download_url(Session&, const Download& download) {
  throw Failure(
      {Errc::usage, "The download \"" + download.name() +
                        "\" is made while it is read, and nobody is there to make it for this page, which "
                        "has its files from elsewhere: give it an HttpAssetServer, or an Asset, whose content "
                        "is known."});
}

std::string InlineAssetServer::url(Session&, const Asset& asset) { return inlined(asset, asset.parts(), 0); }

std::string FolderAssetServer::url(Session&, const Asset& asset) {
  write_file(folder_ / asset.key(), asset.content());
  return prefix_ + asset.key();
}

std::shared_ptr<AssetServer> default_asset_server() { return std::make_shared<HttpAssetServer>(); }

namespace detail {

Registration add_asset_server(Factory<AssetServer> factory, bool forced) {
  return factories().add(std::move(factory), forced);
}

std::shared_ptr<AssetServer> make_asset_server(const Request& request) {
  auto made = factories().make(request);
  return made ? made : default_asset_server();
}

}  // namespace detail
}  // namespace bonito
