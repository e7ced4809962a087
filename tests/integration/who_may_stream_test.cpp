// Who may have a page's stream, over real sockets. The rules themselves are tested in src/web.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bonito/bonito.hpp"
#include "bonito/wire/frame.hpp"
#include "support/raw_page.hpp"
#include "support/raw_stream.hpp"

namespace bonito {
namespace {

using test::http_get;
using test::RawStream;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr auto patience = 20s;

// What becomes of a stream with these headers: "welcome", the bye's code and reason, or the status.
std::string connect(const Server& server, const std::string& target, const Headers& headers = {}) {
  auto stream = RawStream::open(server.port(), target, headers);
  if (!stream) return stream.error().message;
  if (!stream->has_ended()) {
    if (const auto status = stream->send(hello_frame({})); status != 204) return std::to_string(status);
  }
  const auto frame = stream->receive(patience);
  if (!frame) return "nothing";
  if (kind_of(*frame) == FrameKind::welcome) return "welcome";
  const auto bye = parse_bye(body_of(*frame)).value();
  return std::to_string(static_cast<int>(bye.code)) + ": " + bye.reason;
}

std::string load(const Server& server, const Headers& headers = {}) {
  return "/_bonito/stream/" + test::session_of(http_get("127.0.0.1", server.port(), "/", headers).value().body);
}

class WhoMayStream : public ::testing::Test {
 protected:
  Server server{ServerOptions{.port = 0}};
  const App page = App([] { return dom::p("A page."); });
};

TEST_F(WhoMayStream, OnlyAPageOfThisServerMay) {
  server.route("/", page);
  EXPECT_EQ(connect(server, load(server)), "welcome");
  EXPECT_EQ(connect(server, load(server), {{"Sec-Fetch-Site", "same-origin"}}), "welcome");
  EXPECT_EQ(connect(server, load(server), {{"Sec-Fetch-Site", "cross-site"}}), "The server answered 403.");
  EXPECT_EQ(connect(server, load(server), {{"Origin", "https://evil.example"}}), "The server answered 403.");
}

TEST_F(WhoMayStream, OtherMethodsAreNotAnswered) {
  server.route("/", page);
  for (const auto* method : {"HEAD", "PUT", "DELETE"}) {
    EXPECT_EQ(test::http_request(server.port(), method, load(server)).value().status, 405) << method;
  }
}

TEST_F(WhoMayStream, APostWithoutAnOriginOrFromAnotherIsRefused) {
  server.route("/", page);
  auto stream = RawStream::open(server.port(), load(server)).value();
  const std::string target = load(server);
  const auto sender = stream.token() + " 1";
  for (const Headers& headers : {Headers{}, Headers{{"Origin", "https://evil.example"}}, Headers{{"Origin", "null"}}}) {
    Headers all = headers;
    all.emplace_back("Bonito-Stream", sender);
    EXPECT_EQ(test::http_request(server.port(), "POST", target, "", all).value().status, 403);
  }
}

TEST_F(WhoMayStream, APostThatSaysTooMuchAtOnceIsRefusedAndIsNone) {
  server.route("/", page);
  auto stream = RawStream::open(server.port(), load(server)).value();
  EXPECT_EQ(stream.post(std::string((1u << 20) + 1, '\0'), 1), 413);
  EXPECT_EQ(stream.post("", 1), 204);
}

TEST_F(WhoMayStream, AReboundNameIsRefusedWithTheOptionToSetWhateverItSaysOfProxies) {
  server.route("/", page);
  for (const Headers& more : {Headers{}, Headers{{"X-Forwarded-For", "192.0.2.1"}}}) {
    Headers headers = more;
    headers.emplace_back("Host", "rebound.example");
    EXPECT_THAT(connect(server, load(server), headers), HasSubstr("ServerOptions::allowed_hosts: rebound.example"));
  }
}

TEST_F(WhoMayStream, BehindATrustedProxyOrUnderAGivenNameItWorks) {
  const Headers proxied{{"Host", "panel.example.org"},
                        {"X-Forwarded-For", "192.0.2.1"},
                        {"X-Forwarded-Proto", "https"},
                        {"Origin", "https://panel.example.org"}};
  Server trusting(ServerOptions{.port = 0, .trusted_proxies = {"127.0.0.1"}});
  trusting.route("/", page);
  EXPECT_EQ(connect(trusting, load(trusting), proxied), "welcome");
  Server named(ServerOptions{.port = 0, .public_url = "https://panel.example.org/"});
  named.route("/", page);
  EXPECT_EQ(connect(named, load(named), proxied), "welcome");
}

TEST_F(WhoMayStream, OnlyWhoThePageWasRenderedForMay) {
  Server members(ServerOptions{.port = 0, .identify = [](const Request& request) {
                                 return std::string(find_header(request.headers, "Cookie"));
                               }});
  members.route("/", page);
  const Headers ada{{"Cookie", "ada"}}, bob{{"Cookie", "bob"}};
  const auto of_ada = load(members, ada);
  EXPECT_THAT(connect(members, of_ada, bob), HasSubstr("8: This page was loaded by somebody else"));
  EXPECT_THAT(connect(members, of_ada), HasSubstr("8: "));
  EXPECT_EQ(connect(members, of_ada, ada), "welcome");
}

}  // namespace
}  // namespace bonito
