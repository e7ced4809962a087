#include "session/page_files.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace bonito::detail {
namespace {

const std::string long_text(5000, 'x');

// What browsers that like gzip get of the asset that a page shows.
Response answer_for(const Asset& asset) {
  const auto registry = std::make_shared<SessionRegistry>();
  const auto shown = registry->assets().show(asset, {});
  return serve_page_file({.method = "GET", .headers = {{"Accept-Encoding", "gzip"}}}, asset.key(), *registry,
                         [](const auto&) { return std::string(); });
}

TEST(PageFiles, ALongTextIsCompressedWhenItIsFirstAskedForAndNeverAgain) {
  const auto asset = Asset::text(long_text, "text/plain");
  BytesView there;
  std::thread other([&] { there = asset.gzipped(); });
  const BytesView here = asset.gzipped();
  other.join();
  EXPECT_EQ(here.data(), there.data());
  EXPECT_EQ(answer_for(asset).body, as_text(here));
  EXPECT_EQ(find_header(answer_for(asset).headers, "Content-Encoding"), "gzip");
}

TEST(PageFiles, PicturesAndShortTextsAreSentAsTheyAre) {
  for (const auto& asset : {Asset::text(long_text, "image/png"), Asset::text("short", "text/plain")}) {
    const auto answer = answer_for(asset);
    EXPECT_EQ(answer.body, as_text(asset.content()));
    EXPECT_EQ(find_header(answer.headers, "Content-Encoding"), "");
    EXPECT_EQ(find_header(answer.headers, "Vary"), "");
  }
}

TEST(PageFiles, TheTagOfAnAssetIsTheHashInItsAddress) {
  const auto asset = Asset::text(long_text, "text/plain");
  EXPECT_EQ(find_header(answer_for(asset).headers, "ETag"), '"' + asset.key().substr(0, 32) + "-gzip\"");
}

TEST(PageFiles, AnAssetThatABrowserMightRunAsAPageIsSandboxed) {
  const auto policy_of = [](const char* type) {
    const auto answer = answer_for(Asset::text(long_text, type));
    return std::string(find_header(answer.headers, "Content-Security-Policy"));
  };
  for (const char* page : {"text/html", "Text/HTML; charset=utf-8", "image/svg+xml", "application/xhtml+xml",
                           "application/xml", "text/xml; charset=utf-8"}) {
    EXPECT_EQ(policy_of(page), "sandbox") << page;
  }
  for (const char* part : {"text/javascript; charset=utf-8", "text/css", "font/woff2", "image/png", "video/mp4"}) {
    EXPECT_EQ(policy_of(part), "") << part;
  }
}

TEST(PageFiles, OtherOriginsAreToldNothingUnlessTheProgramDoes) {
  for (const auto& [name, value] : answer_for(Asset::text(long_text, "text/plain")).headers) {
    EXPECT_FALSE(name.starts_with("Access-Control-")) << name;
  }
}

}  // namespace
}  // namespace bonito::detail
