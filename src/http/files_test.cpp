#include "bonito/http/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "bonito/base/error.hpp"

namespace bonito {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// A folder "public" with files, and a secret beside it.
class ServeFolder : public ::testing::Test {
 protected:
  ServeFolder() {
    std::string name = (fs::temp_directory_path() / "bonito-files-XXXXXX").string();
    place_ = mkdtemp(name.data());
    write("secret.txt", "secret");
    write("public/a.txt", "hello");
    write("public/docs/index.html", "<p>docs</p>");
    write("public/a b.txt", "spaced");
    fs::create_directory(place_ / "public/empty");
    fs::create_symlink("../secret.txt", place_ / "public/link.txt");
    fs::create_directory_symlink("..", place_ / "public/up");
    fs::create_symlink("a.txt", place_ / "public/inside.txt");
  }
  ~ServeFolder() override { fs::remove_all(place_); }

  void write(const std::string& name, const std::string& content) {
    fs::create_directories((place_ / name).parent_path());
    std::ofstream(place_ / name) << content;
  }
  // As the pattern "/files/*" would hand it over.
  Response get(const std::string& path, const Headers& headers = {}, const std::string& method = "GET") {
    const Request request{
        .method = method, .path = "/files/" + path, .query = "", .body = "", .peer = "", .headers = headers};
    return serve_folder(place_ / "public")(Visit{request, {path}});
  }

  fs::path place_;
};

TEST_F(ServeFolder, AFileIsServedWithItsType) {
  const auto file = get("a.txt");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "hello");
  EXPECT_EQ(find_header(file.headers, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(get("a b.txt").body, "spaced");
}

TEST_F(ServeFolder, WithoutACaptureThePathOfTheRequestIsUsed) {
  const Request request{.method = "GET", .path = "/a.txt", .query = "", .body = "", .peer = "", .headers = {}};
  EXPECT_EQ(serve_folder(place_ / "public")(Visit{request, {}}).body, "hello");
}

TEST_F(ServeFolder, AFolderShowsItsIndex) {
  EXPECT_EQ(get("docs/").body, "<p>docs</p>");
  EXPECT_EQ(get("docs/index.html").body, "<p>docs</p>");
  EXPECT_EQ(get("empty/").status, 404);
  EXPECT_EQ(get("").status, 404);
}

TEST_F(ServeFolder, AFolderWithoutItsSlashIsRedirectedRelatively) {
  const auto answer = get("docs");
  EXPECT_EQ(answer.status, 301);
  EXPECT_EQ(find_header(answer.headers, "Location"), "./docs/");
}

TEST_F(ServeFolder, NothingOutsideTheFolderIsServed) {
  for (const auto* path : {"../secret.txt", "docs/../../secret.txt", "link.txt", "up/secret.txt", "/etc/passwd", "..",
                           "./../secret.txt", "a.txt/", "a.txt/x", "up/public/a.txt/.."}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
  EXPECT_EQ(get(std::string("a.txt\0.html", 11)).status, 404);
}

TEST_F(ServeFolder, ALinkThatStaysInsideIsFollowed) { EXPECT_EQ(get("inside.txt").body, "hello"); }

TEST_F(ServeFolder, APipeIsNotWaitedFor) {
  ASSERT_EQ(mkfifo((place_ / "public/pipe").c_str(), 0600), 0);
  EXPECT_EQ(get("pipe").status, 404);
}

TEST_F(ServeFolder, ACopyThatIsStillGoodIsNotSentAgain) {
  const auto file = get("a.txt");
  const std::string etag(find_header(file.headers, "ETag"));
  const std::string date(find_header(file.headers, "Last-Modified"));
  for (const Headers& headers : {Headers{{"If-None-Match", etag}}, Headers{{"If-None-Match", "\"x\", W/" + etag}},
                                 Headers{{"If-None-Match", "*"}}, Headers{{"If-Modified-Since", date}}}) {
    const auto answer = get("a.txt", headers);
    EXPECT_EQ(answer.status, 304) << headers[0].second;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(find_header(answer.headers, "ETag"), etag);
  }
  EXPECT_EQ(get("a.txt", {{"If-None-Match", "\"x\""}, {"If-Modified-Since", date}}).status, 200);
  EXPECT_EQ(get("a.txt", {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
  EXPECT_EQ(get("a.txt", {{"If-Modified-Since", "yesterday"}}).status, 200);
}

TEST_F(ServeFolder, AnEditChangesTheTag) {
  const std::string before(find_header(get("a.txt").headers, "ETag"));
  write("public/a.txt", "hello, all");
  EXPECT_NE(find_header(get("a.txt").headers, "ETag"), before);
}

TEST_F(ServeFolder, OnlyReadingIsAllowed) {
  const auto answer = get("a.txt", {}, "DELETE");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(find_header(answer.headers, "Allow"), "GET, HEAD");
  EXPECT_EQ(get("a.txt", {}, "HEAD").status, 200);
}

TEST_F(ServeFolder, AMissingFolderIsSaidAtOnce) {
  try {
    serve_folder(place_ / "nowhere");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::not_found);
    EXPECT_THAT(failure.error().message, HasSubstr("There is no folder"));
  }
}

}  // namespace
}  // namespace bonito
