// The files of a folder over real sockets: conditions, ranges, HEAD.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bonito/http/files.hpp"
#include "bonito/http/http_server.hpp"
#include "support/raw_client.hpp"

namespace bonito::http {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::RawTcp;
using ::testing::StartsWith;

// A server of a folder with the files "ten", which holds "0123456789", and "empty".
class FilesOverSockets : public ::testing::Test {
 protected:
  FilesOverSockets() {
    std::ofstream(place_.path / "ten.txt") << "0123456789";
    std::ofstream(place_.path / "empty.txt").flush();
  }

  // On a connection that is asked again afterwards, so that the answer must end where it says.
  Response get(const std::string& name, const std::string& lines = "", const std::string& method = "GET") {
    auto tcp = RawTcp::connect(server_.port()).value();
    tcp.send(method + " /" + name + " HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n");
    auto answer = tcp.response(60s, method == "HEAD").value();
    tcp.send("GET /ten.txt HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(tcp.response().value().body, "0123456789") << "after " << method << ' ' << lines;
    return answer;
  }

 private:
  struct Place {
    Place() {
      std::string name = (fs::temp_directory_path() / "bonito-content-XXXXXX").string();
      path = mkdtemp(name.data());
    }
    ~Place() { fs::remove_all(path); }
    fs::path path;
  };

  const Place place_;
  const Handler files_ = serve_folder(place_.path);
  HttpServer server_{{.port = 0},
                     {.on_request =
                          [this](const Request& request, const Respond& respond) {
                            respond(files_(Visit{request, {}}));
                          },
                      .on_upgrade = {}}};
};

TEST_F(FilesOverSockets, OneRangeIs206) {
  const auto answer = get("ten.txt", "Range: bytes=2-5\r\n");
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, "2345");
  EXPECT_EQ(find_header(answer.headers, "Content-Range"), "bytes 2-5/10");
  EXPECT_EQ(find_header(answer.headers, "Content-Length"), "4");
}

TEST_F(FilesOverSockets, SeveralRangesAreAMultipart) {
  const auto answer = get("ten.txt", "Range: bytes=0-0,-1\r\n");
  EXPECT_EQ(answer.status, 206);
  const std::string type(find_header(answer.headers, "Content-Type"));
  ASSERT_THAT(type, StartsWith("multipart/byteranges; boundary="));
  const std::string line = "--" + type.substr(type.find('=') + 1);
  const std::string head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
  EXPECT_EQ(answer.body, line + head + "0-0/10\r\n\r\n0\r\n" + line + head + "9-9/10\r\n\r\n9\r\n" + line + "--\r\n");
}

TEST_F(FilesOverSockets, RangesBehindTheEndAre416) {
  const auto answer = get("ten.txt", "Range: bytes=10-\r\n");
  EXPECT_EQ(answer.status, 416);
  EXPECT_EQ(find_header(answer.headers, "Content-Range"), "bytes */10");
}

TEST_F(FilesOverSockets, WhatIsKnownIs304) {
  const auto first = get("ten.txt");
  const std::string etag(find_header(first.headers, "ETag"));
  const std::string date(find_header(first.headers, "Last-Modified"));
  for (const auto& line : {"If-None-Match: " + etag, "If-None-Match: \"x\", W/" + etag, "If-Modified-Since: " + date}) {
    const auto answer = get("ten.txt", line + "\r\n");
    EXPECT_EQ(answer.status, 304) << line;
    EXPECT_EQ(find_header(answer.headers, "ETag"), etag);
  }
}

TEST_F(FilesOverSockets, ADownloadThatWasCutGoesOnWhereItWas) {
  const std::string etag(find_header(get("ten.txt").headers, "ETag"));
  EXPECT_EQ(get("ten.txt", "Range: bytes=4-\r\nIf-Range: " + etag + "\r\n").body, "456789");
  EXPECT_EQ(get("ten.txt", "Range: bytes=4-\r\nIf-Range: \"of another file\"\r\n").body, "0123456789");
}

TEST_F(FilesOverSockets, HeadHasTheHeadersOfGet) {
  auto head = get("ten.txt", "Range: bytes=2-5\r\n", "HEAD");
  auto whole = get("ten.txt");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  for (const auto* name : {"Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges"}) {
    EXPECT_EQ(find_header(head.headers, name), find_header(whole.headers, name)) << name;
  }
}

TEST_F(FilesOverSockets, AnEmptyFileIsServed) {
  const auto answer = get("empty.txt", "Range: bytes=0-0\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(find_header(answer.headers, "Content-Length"), "0");
}

TEST_F(FilesOverSockets, AHostileRangeGetsTheFileOnce) {
  std::string ranges = "0-";
  while (ranges.size() < 60'000) ranges += ",0-";
  EXPECT_EQ(get("ten.txt", "Range: bytes=" + ranges + "\r\n").body, "0123456789");
}

}  // namespace
}  // namespace bonito::http
