// Asset servers of one's own: who makes them, and that pages name their files as they say.
#include "bonito/session/asset_server.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/pages.hpp"

namespace bonito {
namespace {

using namespace literals;

// Files that a network of one's own delivers.
class Mirror : public AssetServer {
 public:
  explicit Mirror(std::string host) : host_(std::move(host)) {}
  std::string url(Session&, const Asset& asset) override { return "https://" + host_ + "/" + asset.key(); }

 private:
  const std::string host_;
};

class OwnAssetServers : public ::testing::Test {
 protected:
  const Asset photo = Asset::text("pixels", "image/png", "photo.png");
  // A page at this path says that its photo is there.
  std::string photo_of(const std::string& path = "/") {
    const Request request{.method = "GET", .path = path};
    const App app([this] { return dom::img("src"_a = photo, "alt"_a = "A photo"); });
    const std::string page = pages.page(app, request).body;
    const auto start = page.find("<img src=\"") + 10;
    return page.substr(start, page.find('"', start) - start);
  }
  Pages pages;
};

TEST_F(OwnAssetServers, AreMadeByTheNewestFactoryThatWantsToUntilItsRegistrationEnds) {
  const std::string usual = photo_of();
  EXPECT_EQ(usual, "_bonito/" + photo.key());
  {
    const Registration own = register_asset_server([] { return std::make_unique<Mirror>("own.example"); });
    bool wants = true;
    const Registration newer =
        register_asset_server([&] { return wants ? std::make_shared<Mirror>("newer.example") : nullptr; });
    EXPECT_EQ(photo_of(), "https://newer.example/" + photo.key());
    wants = false;
    EXPECT_EQ(photo_of(), "https://own.example/" + photo.key());
  }
  EXPECT_EQ(photo_of(), usual);
}

TEST_F(OwnAssetServers, AFactoryMayLookAtTheRequest) {
  const Registration own = register_asset_server([](const Request& request) -> std::unique_ptr<Mirror> {
    return request.path == "/far" ? std::make_unique<Mirror>("far.example") : nullptr;
  });
  EXPECT_EQ(photo_of("/far"), "https://far.example/" + photo.key());
  EXPECT_EQ(photo_of("/near"), "_bonito/" + photo.key());
}

TEST_F(OwnAssetServers, AFactoryThatThrowsIsLoggedAndTheNextIsAsked) {
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  const Registration own = register_asset_server([] { return std::make_unique<Mirror>("own.example"); });
  const Registration bad =
      register_asset_server([]() -> std::unique_ptr<Mirror> { throw std::runtime_error("no key for the mirror"); });
  EXPECT_EQ(photo_of(), "https://own.example/" + photo.key());
  set_log_sink({});
  EXPECT_NE(logged.find("no key for the mirror"), std::string::npos);
}

}  // namespace
}  // namespace bonito
