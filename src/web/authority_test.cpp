#include "web/authority.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bonito::detail {
namespace {

std::string read(std::string_view text) {
  const auto authority = parse_authority(text);
  if (!authority) return "none";
  return authority->host + (authority->port ? " " + std::to_string(*authority->port) : "");
}
std::string origin(std::string_view text) {
  const auto read = parse_origin(text);
  if (!read) return "none";
  return (read->secure ? "https " : "http ") + read->host + " " + std::to_string(read->port);
}

TEST(Authority, IsAHostAndMaybeAPort) {
  EXPECT_EQ(read("example.org"), "example.org");
  EXPECT_EQ(read("example.org:8080"), "example.org 8080");
  EXPECT_EQ(read("127.0.0.1:80"), "127.0.0.1 80");
  EXPECT_EQ(read("[::1]"), "::1");
  EXPECT_EQ(read("[::1]:8080"), "::1 8080");
  EXPECT_EQ(read("my_robot-2"), "my_robot-2");
}

TEST(Authority, HasOneFormWhateverItWasReadFrom) {
  EXPECT_EQ(read("EXAMPLE.Org"), "example.org");
  EXPECT_EQ(read("example.org."), "example.org");
  EXPECT_EQ(read("example.org.:80"), "example.org 80");
  EXPECT_EQ(read("example.org:"), "example.org");
  EXPECT_EQ(read("[0:0:0:0:0:0:0:1]"), "::1");
  EXPECT_EQ(read("[FE80::1]"), "fe80::1");
}

TEST(Authority, WhatIsNotExactlyRightIsNothing) {
  for (const auto* text : {"",
                           " ",
                           ".",
                           "..",
                           ":",
                           ":80",
                           "a..b",
                           ".a",
                           "a b",
                           "user@example.org",
                           "user:pw@example.org",
                           "example.org:x",
                           "example.org:-1",
                           "example.org:65536",
                           "example.org:80:80",
                           "example.org/",
                           "example.org#",
                           "example.org?",
                           "[::1",
                           "::1",
                           "[::1]80",
                           "[]",
                           "[127.0.0.1]",
                           "[example.org]",
                           "[",
                           "]",
                           "ex\xc3\xa4mple.org",
                           "a%2eb",
                           "a\\b",
                           "a,b",
                           "example.org\t",
                           "example.org.."}) {
    EXPECT_EQ(read(text), "none") << text;
  }
  EXPECT_EQ(read(std::string_view("a\0b", 3)), "none");
  EXPECT_EQ(read(std::string(65'000, 'a')), "none");
  EXPECT_EQ(read(std::string(65'000, '[')), "none");
}

TEST(WebOrigin, HasItsSchemesPortWhereItNamesNone) {
  EXPECT_EQ(origin("http://example.org"), "http example.org 80");
  EXPECT_EQ(origin("https://example.org"), "https example.org 443");
  EXPECT_EQ(origin("HTTPS://Example.org:8443"), "https example.org 8443");
  EXPECT_EQ(origin("http://[::1]:8080"), "http ::1 8080");
  EXPECT_EQ(parse_origin("https://example.org:443"), parse_origin("https://example.org"));
  EXPECT_NE(parse_origin("http://example.org"), parse_origin("https://example.org"));
}

TEST(WebOrigin, WhatIsNoOriginOfTheWebIsNothing) {
  for (const auto* text : {"", "null", "example.org", "//example.org", "://", "http://", "http:///", "http://a/",
                           "ftp://example.org", "file://", "chrome-extension://abc", "capacitor://localhost",
                           "http://user@example.org", "https://a, https://b", " http://a", "http://a?b"}) {
    EXPECT_EQ(origin(text), "none") << text;
  }
}

TEST(WebOrigin, OfAUrlLeavesItsPathBehind) {
  EXPECT_EQ(origin_of_url("https://example.org/panel/"), parse_origin("https://example.org"));
  EXPECT_EQ(origin_of_url("https://example.org:8443?x"), parse_origin("https://example.org:8443"));
  EXPECT_EQ(origin_of_url("https://example.org"), parse_origin("https://example.org"));
  EXPECT_EQ(origin_of_url("example.org/panel"), std::nullopt);
  EXPECT_EQ(origin_of_url(""), std::nullopt);
}

TEST(Authority, GarbageIsReadWithoutHarm) {
  std::mt19937 random(11);
  const std::string_view alphabet(
      "aZ09.-_:@[]/\\%#?,= \0\xff"
      "http://",
      28);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 40, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    if (const auto authority = parse_authority(text)) {
      EXPECT_EQ(text.find('@'), text.npos) << text;
      EXPECT_FALSE(authority->host.empty());
    }
    static_cast<void>(origin_of_url(text));
  }
}

}  // namespace
}  // namespace bonito::detail
