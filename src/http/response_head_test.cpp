#include "http/response_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bonito::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(ResponseHead, StartsWithTheStatusAndEndsWithAnEmptyLine) {
  const auto head = response_head({.status = 404, .body = "gone"}, Persistence::keep);
  EXPECT_THAT(head, StartsWith("HTTP/1.1 404 Not Found\r\nDate: "));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 4\r\n"));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Connection")));
}

TEST(ResponseHead, SaysHowTheConnectionGoesOn) {
  EXPECT_THAT(response_head({}, Persistence::close), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(response_head({}, Persistence::keep_aloud), HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST(ResponseHead, AStatusWithoutABodyHasNoLength) {
  for (const int status : {204, 304}) {
    EXPECT_THAT(response_head({.status = status}, Persistence::keep), Not(HasSubstr("Content-Length")));
  }
}

TEST(ResponseHead, SaysHowABodyEndsWhoseLengthNobodyKnows) {
  const auto chunked = response_head({.body = "?"}, Persistence::close, Framing::chunked);
  EXPECT_THAT(chunked, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(chunked, Not(HasSubstr("Content-Length")));
  const auto until_end = response_head({.body = "?"}, Persistence::close, Framing::until_end);
  EXPECT_THAT(until_end, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(until_end, Not(HasSubstr("Content-Length")));
}

TEST(ResponseHead, AHeaderThatWouldInjectAnotherIsDropped) {
  const Response response{.headers = {{"X-A", "1\r\nSet-Cookie: evil"},
                                      {"X-B\r\nSet-Cookie", "evil"},
                                      {"X C", "evil"},
                                      {"", "evil"},
                                      {"X-D", std::string("evil\0", 5)},
                                      {"X-Good", "caf\xC3\xA9\tok"}}};
  const auto head = response_head(response, Persistence::keep);
  EXPECT_THAT(head, Not(HasSubstr("evil")));
  EXPECT_THAT(head, HasSubstr("\r\nX-Good: caf\xC3\xA9\tok\r\n"));
}

TEST(ResponseHead, WhatFramesTheMessageIsOurs) {
  const Response response{
      .body = "12345",
      .headers = {{"content-length", "3"}, {"Transfer-Encoding", "chunked"}, {"connection", "close"}, {"Date", "now"}}};
  const auto head = response_head(response, Persistence::keep);
  EXPECT_THAT(head, HasSubstr("Content-Length: 5\r\n"));
  for (const auto* ours : {"content-length", "chunked", "close", "now"}) EXPECT_THAT(head, Not(HasSubstr(ours)));
}

}  // namespace
}  // namespace bonito::http
