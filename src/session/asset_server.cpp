#include "bonito/session/asset_server.hpp"

#include <fstream>
#include <system_error>

#include "base/base64.hpp"
#include "bonito/base/error.hpp"
#include "bonito/base/random.hpp"
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

}  // namespace

std::string HttpAssetServer::url(Session& session, const Asset& asset) {
  return detail::SessionCore::of(session).serve(asset);
}

std::string InlineAssetServer::url(Session&, const Asset& asset) {
  std::string mime = asset.mime();
  std::erase(mime, ' ');
  return "data:" + mime + ";base64," + base64(asset.content());
}

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
