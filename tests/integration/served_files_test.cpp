// What a server gives a page beside itself: the client's script, the icon, assets.
#include <gtest/gtest.h>

#include <regex>

#include "bonito/bonito.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using test::http_get;
using test::RawPage;
using namespace literals;

class ServedFiles : public ::testing::Test {
 protected:
  Server server{ServerOptions{.port = 0}};
  const Observable<int> count{0};
  const App counter = App([count = count] {
    return dom::main(dom::h1("Count: ", count),
                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
  });
};

TEST_F(ServedFiles, APageNeedsNothingFromAnywhereElseAndAllItsUrlsAreRelative) {
  server.route("/", counter).route("/deep/down/here", counter);
  const auto top = http_get("127.0.0.1", server.port(), "/").value();
  EXPECT_EQ(top.status, 200);
  EXPECT_TRUE(std::regex_search(top.body, std::regex("src=\"_bonito/[0-9a-f]{32}-bonito\\.js\""))) << top.body;
  const auto deep = http_get("127.0.0.1", server.port(), "/deep/down/here").value();
  EXPECT_TRUE(std::regex_search(deep.body, std::regex("src=\"\\.\\./\\.\\./_bonito/[0-9a-f]{32}-bonito\\.js\"")))
      << deep.body;
  EXPECT_EQ(deep.body.find("http"), std::string::npos) << deep.body;
}

TEST_F(ServedFiles, TheClientIsServedForEverAndCompressedAsTheBrowserLikes) {
  server.route("/", counter);
  const auto page = http_get("127.0.0.1", server.port(), "/").value();
  const auto start = page.body.find("src=\"_bonito/") + 5;
  const std::string url = "/" + page.body.substr(start, page.body.find('"', start) - start);
  const auto plain = http_get("127.0.0.1", server.port(), url).value();
  EXPECT_EQ(plain.status, 200);
  EXPECT_NE(find_header(plain.headers, "Cache-Control").find("immutable"), std::string_view::npos);
  const auto brotli = http_get("127.0.0.1", server.port(), url, {{"Accept-Encoding", "gzip, deflate, br"}}).value();
  EXPECT_EQ(find_header(brotli.headers, "Content-Encoding"), "br");
  EXPECT_LT(brotli.body.size(), plain.body.size() / 2);
  EXPECT_EQ(http_get("127.0.0.1", server.port(), "/_bonito/00000000000000000000000000000000-bonito.js").value().status,
            404);
}

TEST_F(ServedFiles, AnAssetIsServedUnderItsHashWhileAPageShowsIt) {
  server.route("/", App([] { return dom::img("src"_a = Asset::text("<svg/>", "image/svg+xml", "dot.svg")); }));
  auto page = RawPage::open(server.port()).value();
  const auto start = page.html().find("src=\"_bonito/", page.html().find("<img")) + 5;
  const std::string url = "/" + page.html().substr(start, page.html().find('"', start) - start);
  EXPECT_NE(url.find("-dot.svg"), std::string::npos);
  const auto asset = http_get("127.0.0.1", server.port(), url).value();
  EXPECT_EQ(asset.body, "<svg/>");
  EXPECT_EQ(find_header(asset.headers, "Content-Type"), "image/svg+xml");
}

TEST_F(ServedFiles, PagesWithoutAnIconOfTheirOwnGetOurs) {
  const auto icon = http_get("127.0.0.1", server.port(), "/favicon.ico").value();
  EXPECT_EQ(icon.status, 200);
  EXPECT_EQ(find_header(icon.headers, "Content-Type"), "image/svg+xml");
}

}  // namespace
}  // namespace bonito
