#include "web/content.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

using ::testing::ElementsAre;

constexpr Seconds changed{std::chrono::seconds(784111777)};
constexpr auto change_date = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr auto day_before = "Sat, 05 Nov 1994 08:49:37 GMT";

// Ten bytes, "0123456789", whose tag is "v1"; or what a test makes of them.
class ServeContent : public ::testing::Test {
 protected:
  Response ask(const std::string& method, const Headers& headers) {
    const Request request{.method = method, .path = "/", .headers = headers};
    return serve_content(request, {.type = "text/plain",
                                   .tag = "v1",
                                   .size = text.size(),
                                   .read = [this](ContentRange range) -> std::optional<std::string> {
                                     ++reads;
                                     if (!is_readable) return std::nullopt;
                                     return text.substr(range.first, range.size);
                                   },
                                   .modified = modified,
                                   .codings = codings});
  }
  Response get(const Headers& headers = {}) { return ask("GET", headers); }

  static std::string header(const Response& response, std::string_view name) {
    return std::string(find_header(response.headers, name));
  }

  std::string text = "0123456789";
  bool is_readable = true;
  int reads = 0;
  std::optional<Seconds> modified = changed;
  std::vector<CodedContent> codings;
};

// The same, in the codings br and gzip.
class ServeCodedContent : public ServeContent {
 protected:
  ServeCodedContent() {
    codings = {{"br", [this] { return as_bytes(brotli); }}, {"gzip", [this] {
                                                               ++zipped;
                                                               return as_bytes(gzip);
                                                             }}};
  }
  std::string coding_for(const char* accepted) {
    return header(get({{"Accept-Encoding", accepted}}), "Content-Encoding");
  }

  std::string brotli = "(br)";
  std::string gzip = "(gzip)";
  int zipped = 0;
};

// ── methods ──

TEST_F(ServeContent, GetSendsItWithWhatACacheNeeds) {
  const auto answer = get();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, text);
  EXPECT_EQ(header(answer, "Content-Type"), "text/plain");
  EXPECT_EQ(header(answer, "ETag"), "\"v1\"");
  EXPECT_EQ(header(answer, "Last-Modified"), change_date);
  EXPECT_EQ(header(answer, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(answer, "Accept-Ranges"), "bytes");
  EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(answer, "Vary"), "") << "it has one form";
}

TEST_F(ServeContent, HeadIsAnsweredAsGetAndRangesMeanNothingToIt) {
  EXPECT_EQ(ask("HEAD", {}).headers, get().headers);
  const auto answer = ask("HEAD", {{"Range", "bytes=0-1"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "Content-Range"), "");
  EXPECT_EQ(ask("HEAD", {{"If-None-Match", "\"v1\""}}).status, 304);
}

TEST_F(ServeContent, OtherMethodsAreRefused) {
  EXPECT_FALSE(refuse_method({.method = "GET"}));
  EXPECT_FALSE(refuse_method({.method = "HEAD"}));
  for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "get", ""}) {
    const auto refusal = refuse_method({.method = method}).value();
    EXPECT_EQ(refusal.status, 405) << method;
    EXPECT_EQ(header(refusal, "Allow"), "GET, HEAD");
  }
}

TEST_F(ServeContent, WhatCannotBeReadIs500) {
  is_readable = false;
  EXPECT_EQ(get().status, 500);
  EXPECT_EQ(get({{"Range", "bytes=0-1"}}).status, 500);
  EXPECT_EQ(get({{"Range", "bytes=0-1,3-4"}}).status, 500);
  EXPECT_EQ(header(get(), "ETag"), "");
}

TEST_F(ServeContent, AnEmptyOneIsServedAndItsRangesAreIgnored) {
  text.clear();
  for (const auto* range : {"bytes=0-0", "bytes=0-", "bytes=-1"}) {
    const auto answer = get({{"Range", range}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
  }
}

// ── conditions ──

TEST_F(ServeContent, IfNoneMatchIs304WhenATagOfItsListMatches) {
  for (const auto* tags : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "\"v0\",W/\"v1\" ,\t\"v2\"", "*"}) {
    const auto answer = get({{"If-None-Match", tags}});
    EXPECT_EQ(answer.status, 304) << tags;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(header(answer, "ETag"), "\"v1\"");
    EXPECT_EQ(header(answer, "Cache-Control"), "no-cache");
    EXPECT_EQ(header(answer, "Last-Modified"), change_date);
    EXPECT_EQ(header(answer, "Content-Type"), "") << "it describes a body, and there is none";
  }
  EXPECT_EQ(reads, 0);
}

TEST_F(ServeContent, IfNoneMatchSendsItWhenNoTagMatches) {
  for (const auto* tags : {"\"v0\"", "v1", "\"V1\"", "w/\"v1\"", "\"v1", "\"v11\"", "\"v0\", *", ""}) {
    EXPECT_EQ(get({{"If-None-Match", tags}}).status, 200) << tags;
  }
}

TEST_F(ServeContent, SeveralLinesOfIfNoneMatchAreOneList) {
  EXPECT_EQ(get({{"If-None-Match", "\"v0\""}, {"If-None-Match", "\"v1\""}}).status, 304);
}

TEST_F(ServeContent, IfModifiedSinceIs304WhenItHasNotChangedSince) {
  EXPECT_EQ(get({{"If-Modified-Since", change_date}}).status, 304);
  EXPECT_EQ(get({{"If-Modified-Since", "Mon, 07 Nov 1994 08:49:37 GMT"}}).status, 304);
  EXPECT_EQ(get({{"If-Modified-Since", day_before}}).status, 200);
  EXPECT_EQ(get({{"If-Modified-Since", "yesterday"}}).status, 200) << "no date is no condition";
}

TEST_F(ServeContent, IfModifiedSinceIsIgnoredBesideIfNoneMatch) {
  EXPECT_EQ(get({{"If-None-Match", "\"v0\""}, {"If-Modified-Since", change_date}}).status, 200);
  EXPECT_EQ(get({{"If-None-Match", "\"v1\""}, {"If-Modified-Since", day_before}}).status, 304);
}

TEST_F(ServeContent, WithoutADateOfItsOwnNoDateIsACondition) {
  modified.reset();
  EXPECT_EQ(header(get(), "Last-Modified"), "");
  EXPECT_EQ(get({{"If-Modified-Since", change_date}}).status, 200);
  EXPECT_EQ(get({{"If-Unmodified-Since", day_before}}).status, 200);
}

TEST_F(ServeContent, IfMatchIs412UnlessAStrongTagMatches) {
  EXPECT_EQ(get({{"If-Match", "\"v0\", \"v1\""}}).status, 200);
  EXPECT_EQ(get({{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(get({{"If-Match", "\"v0\""}}).status, 412);
  EXPECT_EQ(get({{"If-Match", "W/\"v1\""}}).status, 412);
}

TEST_F(ServeContent, IfUnmodifiedSinceIs412WhenItHasChangedSince) {
  EXPECT_EQ(get({{"If-Unmodified-Since", day_before}}).status, 412);
  EXPECT_EQ(get({{"If-Unmodified-Since", change_date}}).status, 200);
  EXPECT_EQ(get({{"If-Match", "\"v1\""}, {"If-Unmodified-Since", day_before}}).status, 200) << "the tag counts alone";
}

TEST_F(ServeContent, ConditionsComeBeforeRanges) {
  EXPECT_EQ(get({{"If-None-Match", "\"v1\""}, {"Range", "bytes=0-1"}}).status, 304);
  EXPECT_EQ(get({{"If-Match", "\"v0\""}, {"Range", "bytes=0-1"}}).status, 412);
  EXPECT_EQ(get({{"If-None-Match", "\"v1\""}, {"Range", "bytes=99-"}}).status, 304);
}

// ── ranges ──

TEST_F(ServeContent, OneRangeIs206AndOnlyItIsRead) {
  const auto answer = get({{"Range", "bytes=2-5"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, "2345");
  EXPECT_EQ(header(answer, "Content-Range"), "bytes 2-5/10");
  EXPECT_EQ(header(answer, "Content-Type"), "text/plain");
  EXPECT_EQ(header(answer, "ETag"), "\"v1\"");
  EXPECT_EQ(get({{"Range", "bytes=0-0"}}).body, "0");
  EXPECT_EQ(get({{"Range", "bytes=-3"}}).body, "789");
  EXPECT_EQ(get({{"Range", "bytes=0-"}}).status, 206);
}

TEST_F(ServeContent, SeveralRangesAreTheBodiesOfOneMultipart) {
  const auto answer = get({{"Range", "bytes=0-1, -2"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(header(answer, "Content-Range"), "") << "each part has its own";
  const std::string type = header(answer, "Content-Type");
  const std::string_view before = "multipart/byteranges; boundary=";
  ASSERT_TRUE(type.starts_with(before)) << type;
  const std::string boundary = type.substr(before.size());
  EXPECT_EQ(answer.body,
            "--" + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--" + boundary +
                "\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n--" + boundary + "--\r\n");
}

TEST_F(ServeContent, ABoundaryIsOneThatNobodyCanGuess) {
  const Headers two{{"Range", "bytes=0-1,3-4"}};
  EXPECT_NE(header(get(two), "Content-Type"), header(get(two), "Content-Type"));
}

TEST_F(ServeContent, OfSeveralTheOneThatIsThereIsNoMultipart) {
  const auto answer = get({{"Range", "bytes=0-1, 20-30"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, "01");
  EXPECT_EQ(header(answer, "Content-Range"), "bytes 0-1/10");
}

TEST_F(ServeContent, RangesBehindTheEndAre416WithTheSize) {
  for (const auto* range : {"bytes=10-", "bytes=10-20,99-", "bytes=-0"}) {
    const auto answer = get({{"Range", range}});
    EXPECT_EQ(answer.status, 416) << range;
    EXPECT_EQ(header(answer, "Content-Range"), "bytes */10");
    EXPECT_EQ(header(answer, "ETag"), "");
  }
}

TEST_F(ServeContent, RangesThatAreNoneOrTooManyAreIgnored) {
  for (const auto* range : {"bytes=5-4", "bytes=a-b", "lines=0-1", "bytes=0-,0-,0-", "bytes=0-9,0-9"}) {
    const auto answer = get({{"Range", range}});
    EXPECT_EQ(answer.status, 200) << range;
    EXPECT_EQ(answer.body, text);
  }
}

TEST_F(ServeContent, AMegabyteOfRangesGetsTheContentOnce) {
  std::string ranges = "bytes=0-0";
  while (ranges.size() < 1'000'000) ranges += ",0-0";
  const auto answer = get({{"Range", ranges}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, text);
  EXPECT_EQ(reads, 1);
}

TEST_F(ServeContent, IfRangeSendsTheRangeOfTheSameContentAndOtherwiseAll) {
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", "\"v1\""}}).status, 206);
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", "\"v0\""}}).status, 200);
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", "W/\"v1\""}}).status, 200) << "a weak tag is no promise of bytes";
  EXPECT_EQ(get({{"Range", "bytes=99-"}, {"If-Range", "\"v0\""}}).status, 200);
  EXPECT_EQ(get({{"If-Range", "\"v0\""}}).status, 200);
}

TEST_F(ServeContent, ADateInIfRangeSendsAllBecauseItIsNoStrongValidator) {
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", change_date}}).status, 200);
}

// ── codings ──

TEST_F(ServeCodedContent, TheCodingThatIsLikedBestIsSent) {
  const auto answer = get({{"Accept-Encoding", "gzip, br;q=0.5"}});
  EXPECT_EQ(answer.body, gzip);
  EXPECT_EQ(header(answer, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(answer, "Content-Type"), "text/plain");
  EXPECT_EQ(coding_for("gzip, deflate, br"), "br") << "of those that are liked alike, the best";
  EXPECT_EQ(coding_for("gzip;q=0.5, identity"), "");
  EXPECT_EQ(coding_for("*"), "br");
  EXPECT_EQ(coding_for("br;q=0, *"), "gzip");
  EXPECT_EQ(coding_for("deflate"), "");
  EXPECT_EQ(coding_for(""), "");
}

TEST_F(ServeCodedContent, WhoAsksForNoneGetsItAsItIsAndNoneIsMade) {
  EXPECT_EQ(get().body, text);
  EXPECT_EQ(coding_for("br"), "br");
  EXPECT_EQ(zipped, 0);
}

TEST_F(ServeCodedContent, ACodingThatCouldNotBeMadeIsNotSent) {
  gzip.clear();
  EXPECT_EQ(coding_for("gzip"), "");
  EXPECT_EQ(get({{"Accept-Encoding", "gzip, identity;q=0"}}).status, 406);
}

TEST_F(ServeCodedContent, IfNothingIsAcceptableItSaysSo) {
  EXPECT_EQ(get({{"Accept-Encoding", "identity;q=0"}}).status, 406);
  EXPECT_EQ(get({{"Accept-Encoding", "*;q=0"}}).status, 406);
  EXPECT_EQ(coding_for("gzip, identity;q=0"), "gzip");
}

TEST_F(ServeCodedContent, EachFormHasATagOfItsOwnAndCachesKeepThemApart) {
  std::vector<std::string> tags;
  for (const auto* accepted : {"", "br", "gzip"}) {
    const auto answer = get({{"Accept-Encoding", accepted}});
    EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding");
    tags.push_back(header(answer, "ETag"));
  }
  EXPECT_THAT(tags, ElementsAre("\"v1\"", "\"v1-br\"", "\"v1-gzip\""));
}

TEST_F(ServeCodedContent, ConditionsAreAboutTheFormThatWouldBeSent) {
  const auto answer = get({{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"v1-gzip\""}});
  EXPECT_EQ(answer.status, 304);
  EXPECT_EQ(header(answer, "ETag"), "\"v1-gzip\"");
  EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding");
  EXPECT_EQ(get({{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"v1\""}}).status, 200);
  EXPECT_EQ(get({{"If-None-Match", "\"v1-gzip\""}}).status, 200);
}

TEST_F(ServeCodedContent, ARangeIsOfTheContentAsItIs) {
  const auto answer = get({{"Accept-Encoding", "gzip, br"}, {"Range", "bytes=2-5"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, "2345");
  EXPECT_EQ(header(answer, "Content-Encoding"), "");
  EXPECT_EQ(header(answer, "ETag"), "\"v1\"");
  EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding");
}

TEST_F(ServeCodedContent, WhoHasPartOfACompressedFormGetsItAnew) {
  const auto answer = get({{"Accept-Encoding", "gzip"}, {"Range", "bytes=2-5"}, {"If-Range", "\"v1-gzip\""}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, gzip);
}

TEST_F(ServeCodedContent, WhoDoesNotAcceptItAsItIsGetsNoRange) {
  const auto answer = get({{"Accept-Encoding", "gzip, identity;q=0"}, {"Range", "bytes=2-5"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, gzip);
}

TEST_F(ServeCodedContent, WhenRangesAreIgnoredItMayBeCompressed) {
  EXPECT_EQ(get({{"Accept-Encoding", "gzip"}, {"Range", "bytes=5-4"}}).body, gzip);
}

}  // namespace
}  // namespace bonito::detail
