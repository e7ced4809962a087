// AssetServer: where a page gets its assets from: the client's script, its style sheet, images.
//
//   const Registration inlined = force_asset_server<InlineAssetServer>();
//   register_asset_server([] { return std::make_unique<FolderAssetServer>("public/assets", "/assets/"); }).detach();
//
// A session has one, made before its page is rendered; derive for one of your own.
//
// Owner: the session. Thread: url() on the session's strand. Factories run on whatever thread opens a page, several at
// once, and may block. Failure: a factory that throws is logged, and passed over; what url() throws is the page's
// failure.
#pragma once
#include <filesystem>
#include <string>

#include "bonito/session/asset.hpp"
#include "bonito/session/frontend_connection.hpp"

namespace bonito {

class Download;

class AssetServer {
 public:
  virtual ~AssetServer() = default;
  // How the page names the asset, which it may ask for from now on, until the session closes. Before an asset it is
  // called for its parts, which the asset names at "./KEY", beside itself.
  virtual std::string url(Session& session, const Asset& asset) = 0;
  // The same of a download, made while it is read. Unless it is overridden, it throws Failure{Errc::usage}: this page
  // has none.
  virtual std::string download_url(Session& session, const Download& download);
};

// "_bonito/KEY", relative to the page: answered by the Server, or by Pages::answer.
class HttpAssetServer final : public AssetServer {
 public:
  std::string url(Session& session, const Asset& asset) override;
  std::string download_url(Session& session, const Download& download) override;
};

// "data:…": the page holds everything, and asks for nothing. Its Content-Security-Policy, if any, has to allow data:.
// url() throws Failure{Errc::usage} for modules that import each other.
class InlineAssetServer final : public AssetServer {
 public:
  std::string url(Session& session, const Asset& asset) override;
};

// Files in a folder, whose place on the web is `prefix`. They are written once, and stay. url() throws
// Failure{Errc::io} when one cannot be written.
class FolderAssetServer final : public AssetServer {
 public:
  FolderAssetServer(std::filesystem::path folder, std::string prefix)
      : folder_(std::move(folder)),
        prefix_(prefix.empty() || prefix.ends_with('/') ? std::move(prefix) : prefix + "/") {}
  std::string url(Session& session, const Asset& asset) override;

 private:
  const std::filesystem::path folder_;
  const std::string prefix_;
};

namespace detail {
Registration add_asset_server(Factory<AssetServer> factory, bool forced);
}

// As register_connection and force_connection.
template <FactoryOf<AssetServer> F>
Registration register_asset_server(F factory) {
  return detail::add_asset_server(detail::factory_of<AssetServer>(std::move(factory)), false);
}
template <std::derived_from<AssetServer> S>
requires std::default_initializable<S> Registration force_asset_server() {
  return detail::add_asset_server([](const Request&) { return std::make_shared<S>(); }, true);
}
std::shared_ptr<AssetServer> default_asset_server();  // an HttpAssetServer

}  // namespace bonito
