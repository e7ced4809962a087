#include "bonito/session/download.hpp"

#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
#include "bonito/session/asset_server.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using namespace literals;

class DownloadTest : public testing::SessionTest {
 protected:
  std::string html_of(const Download& download) {
    return testing::Browser(registry, App([=] { return dom::main(download); })).response.body;
  }
};

TEST_F(DownloadTest, AmongChildrenIsALinkOfItsName) {
  const auto html = html_of(Download::text("x", {.name = "a & b.txt"}));
  EXPECT_NE(html.find(" download>a &amp; b.txt</a>"), html.npos) << html;
  EXPECT_NE(html.find("<a href=\"_bonito/"), html.npos) << html;
}

TEST_F(DownloadTest, HasTheTypeThatItsNameEndsInOrThatItIsGiven) {
  EXPECT_EQ(Download::text("", {.name = "film.mp4"}).type(), "video/mp4");
  EXPECT_EQ(Download::text("", {.name = "film.mp4", .type = "text/x-film"}).type(), "text/x-film");
  EXPECT_EQ(Download::text("").name(), "download");
  EXPECT_EQ(Download::text("").type(), "application/octet-stream");
}

TEST_F(DownloadTest, InAPageWhoseFilesAreElsewhereIsAFailureWithASentence) {
  const Registration inlined = force_asset_server<InlineAssetServer>();
  const testing::Browser page(
      registry, App([] { return dom::main(Download::text("x", {.name = "x.txt"})); }, {.title = "Static"}));
  EXPECT_EQ(page.response.status, 500);
}

TEST_F(DownloadTest, OfAFileThatIsNotThereSaysSoAtOnce) {
  try {
    Download::file("no/such/file");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::not_found);
    EXPECT_NE(failure.error().message.find("no/such/file"), std::string::npos);
  }
}

// ── Pieces ──

Pieces two_and_a_failure(std::shared_ptr<int> held) {
  co_yield "text";
  co_yield BytesView(as_bytes("bytes"));
  if (held) throw std::runtime_error("no third");
}

TEST(PiecesOfACoroutine, ComeOneByOneAndThenNothing) {
  auto pieces = two_and_a_failure(nullptr);
  EXPECT_EQ(pieces(), "text");
  EXPECT_EQ(pieces(), "bytes");
  EXPECT_EQ(pieces(), std::nullopt);
  EXPECT_EQ(pieces(), std::nullopt);
}

TEST(PiecesOfACoroutine, ThrowWhatItThrowsOnce) {
  auto pieces = two_and_a_failure(std::make_shared<int>());
  pieces();
  pieces();
  EXPECT_THROW(pieces(), std::runtime_error);
  EXPECT_EQ(pieces(), std::nullopt);
}

TEST(PiecesOfACoroutine, ThatIsForgottenLetsGoOfWhatItHolds) {
  const auto held = std::make_shared<int>();
  {
    auto pieces = two_and_a_failure(held);
    pieces();
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace bonito
