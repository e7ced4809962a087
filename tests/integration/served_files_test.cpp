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
  const std::string tag(find_header(brotli.headers, "ETag"));
  EXPECT_EQ(
      http_get("127.0.0.1", server.port(), url, {{"Accept-Encoding", "br"}, {"If-None-Match", tag}}).value().status,
      304);
  EXPECT_EQ(
      find_header(http_get("127.0.0.1", server.port(), url, {{"Accept-Encoding", "br;q=0, gzip"}}).value().headers,
                  "Content-Encoding"),
      "gzip");
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
  EXPECT_EQ(find_header(asset.headers, "ETag"), "\"" + url.substr(std::string("/_bonito/").size(), 32) + "\"");
  EXPECT_EQ(find_header(asset.headers, "Vary"), "") << "it is too small to be compressed";
}

TEST_F(ServedFiles, ATextIsCompressedForWhoLikesItAndItsRangesAreOfTheText) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "p" + std::to_string(i) + " { color: red }\n";
  server.route("/", App([text] { return dom::main(Asset::text(text, "text/css; charset=utf-8", "long.css")); }));
  auto page = RawPage::open(server.port()).value();
  const auto start = page.html().rfind("_bonito/", page.html().find("-long.css"));
  const std::string url = "/" + page.html().substr(start, page.html().find('"', start) - start);
  const auto get = [&](const Headers& headers) { return http_get("127.0.0.1", server.port(), url, headers).value(); };

  const auto plain = get({});
  EXPECT_EQ(plain.body, text);
  const auto packed = get({{"Accept-Encoding", "gzip, deflate, br"}});
  EXPECT_EQ(find_header(packed.headers, "Content-Encoding"), "gzip");
  EXPECT_EQ(find_header(packed.headers, "Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), text.size() / 2);
  EXPECT_TRUE(packed.body.starts_with("\x1f\x8b"));
  const std::string tag(find_header(packed.headers, "ETag"));
  EXPECT_NE(tag, find_header(plain.headers, "ETag"));
  EXPECT_EQ(get({{"Accept-Encoding", "gzip"}, {"If-None-Match", tag}}).status, 304);
  const auto part = get({{"Accept-Encoding", "gzip"}, {"Range", "bytes=3-5"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, text.substr(3, 3));
}

TEST_F(ServedFiles, PagesWithoutAnIconOfTheirOwnGetOurs) {
  const auto icon = http_get("127.0.0.1", server.port(), "/favicon.ico").value();
  EXPECT_EQ(icon.status, 200);
  EXPECT_EQ(find_header(icon.headers, "Content-Type"), "image/svg+xml");
  EXPECT_EQ(find_header(icon.headers, "Cache-Control"), "public, max-age=86400");
  const std::string tag(find_header(icon.headers, "ETag"));
  EXPECT_EQ(http_get("127.0.0.1", server.port(), "/favicon.ico", {{"If-None-Match", tag}}).value().status, 304);
}

}  // namespace
}  // namespace bonito
