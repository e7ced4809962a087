#include "web/connect_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "bonito/base/error.hpp"
#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Stranger = Refusal::Stranger;

const ConnectRules plain{ConnectOptions{}};

Request asking(const std::string& host, const std::string& origin, Headers more = {}) {
  Request request;
  request.peer = request.client = "127.0.0.1";
  request.headers = std::move(more);
  request.headers.emplace_back("Host", host);
  if (!origin.empty()) request.headers.emplace_back("Origin", origin);
  return request;
}
// "may connect", or which of its headers speaks against it.
std::string verdict(const Request& request, const ConnectRules& rules = plain, const Forwarded& forwarded = {}) {
  const auto refusal = rules.check(request, forwarded);
  if (!refusal) return "may connect";
  return refusal->stranger == Stranger::origin ? "origin" : "host";
}
std::string by_origin(const std::string& host, const std::string& origin) { return verdict(asking(host, origin)); }
std::string by_host(const std::string& host, const ConnectRules& rules = plain) {
  return verdict(asking(host, ""), rules);
}

TEST(ConnectRules, APageOfThisServerMayConnect) {
  EXPECT_EQ(by_origin("127.0.0.1:8080", "http://127.0.0.1:8080"), "may connect");
  EXPECT_EQ(by_origin("[::1]:8080", "http://[::1]:8080"), "may connect");
  EXPECT_EQ(by_origin("LOCALHOST:8080", "http://localhost:8080"), "may connect");
  EXPECT_EQ(by_origin("localhost.:8080", "http://localhost:8080"), "may connect");
  EXPECT_EQ(by_origin("[0:0::1]", "http://[::1]"), "may connect");
}

TEST(ConnectRules, AUsualPortNeedNotBeSaid) {
  EXPECT_EQ(by_origin("localhost:80", "http://localhost"), "may connect");
  EXPECT_EQ(by_origin("localhost", "http://localhost:80"), "may connect");
  EXPECT_EQ(by_origin("localhost:443", "https://localhost"), "may connect");
  EXPECT_EQ(by_origin("localhost", "https://localhost"), "may connect");
  EXPECT_EQ(by_origin("localhost:80", "https://localhost"), "origin");
}

TEST(ConnectRules, AProgramThatIsNoBrowserMayConnect) { EXPECT_EQ(by_origin("localhost", ""), "may connect"); }

TEST(ConnectRules, APageOfAnotherOriginMayNot) {
  EXPECT_EQ(by_origin("localhost:8080", "http://localhost:8081"), "origin");
  EXPECT_EQ(by_origin("localhost:8080", "http://localhost"), "origin");
  EXPECT_EQ(by_origin("localhost", "http://evil.example"), "origin");
  EXPECT_EQ(by_origin("localhost", "http://localhost.evil.example"), "origin");
  EXPECT_EQ(by_origin("127.0.0.1", "http://localhost"), "origin");
}

TEST(ConnectRules, AnOriginThatNamesNoServerMayNot) {
  for (const auto* origin :
       {"null", "file://", "localhost", "http://localhost/", "http://user@localhost", "capacitor://localhost",
        "http://localhost, http://localhost", "http://", "://localhost"}) {
    EXPECT_EQ(by_origin("localhost", origin), "origin") << origin;
  }
  EXPECT_EQ(verdict(asking("localhost", "http://localhost", {{"origin", "http://localhost"}})), "origin");
  EXPECT_EQ(verdict(asking("localhost", "", {{"Origin", ""}})), "origin");
}

TEST(ConnectRules, ThePublicUrlIsAnOriginOfThisServer) {
  const ConnectRules rules({.public_url = "https://Example.org/panel/"});
  EXPECT_EQ(verdict(asking("127.0.0.1:8080", "https://example.org"), rules), "may connect");
  EXPECT_EQ(verdict(asking("127.0.0.1:8080", "https://example.org:443"), rules), "may connect");
  EXPECT_EQ(verdict(asking("127.0.0.1:8080", "http://example.org"), rules), "origin");
  EXPECT_EQ(verdict(asking("127.0.0.1:8080", "https://example.org:8443"), rules), "origin");
  EXPECT_EQ(verdict(asking("127.0.0.1:8080", "https://example.org.evil.example"), rules), "origin");
}

TEST(ConnectRules, ATrustedProxyKnowsWhatTheVisitorsBrowserCallsTheServer) {
  const auto request = asking("127.0.0.1:8080", "https://panel.example.org", {{"X-Forwarded-Host", "whatever"}});
  EXPECT_EQ(verdict(request, plain, {.client = "", .host = "panel.example.org"}), "may connect");
  EXPECT_EQ(verdict(request, plain, {.client = "", .host = "panel.example.org:443"}), "may connect");
  EXPECT_EQ(verdict(request, plain, {.client = "", .host = "other.example.org"}), "origin");
  EXPECT_EQ(verdict(request, plain, {.client = "", .host = "user@panel.example.org"}), "origin");
  EXPECT_EQ(verdict(request, plain, {.client = "", .host = ""}), "origin");
}

TEST(ConnectRules, WhereATrustedProxySaysHttpsAPageThatCameOtherwiseMayNotConnect) {
  EXPECT_EQ(verdict(asking("localhost", "https://localhost"), plain, {.client = "", .host = "", .secure = true}),
            "may connect");
  EXPECT_EQ(verdict(asking("localhost", "http://localhost"), plain, {.client = "", .host = "", .secure = true}),
            "origin");
}

TEST(ConnectRules, NamesThatNobodyFarAwayCanGiveAreAllowed) {
  for (const auto* host :
       {"127.0.0.1", "192.0.2.1:8080", "[::1]", "[2001:db8::1]:8080", "localhost", "LocalHost:1", "app.localhost",
        "robot", "robot.local", "robot.lan", "robot.internal", "robot.home.arpa", "robot.local.", "a.b.local"}) {
    EXPECT_EQ(by_host(host), "may connect") << host;
  }
}

TEST(ConnectRules, APublicNameThatNobodyGaveToTheServerIsNot) {
  for (const auto* host : {"evil.example", "evil.example:8080", "EVIL.example.", "localhost.evil.example",
                           "127.0.0.1.evil.example", "evil.notlocal", "evil.arpa", "127.1"}) {
    EXPECT_EQ(by_host(host), "host") << host;
    EXPECT_EQ(by_origin(host, "http://" + std::string(host)), "host") << host;
  }
}

TEST(ConnectRules, TheRefusalOfANameSaysWhichOptionToSet) {
  const auto refusal = plain.check(asking("panel.example.org:8080", ""), {});
  ASSERT_TRUE(refusal);
  EXPECT_THAT(refusal->sentence, HasSubstr("ServerOptions::allowed_hosts"));
  EXPECT_THAT(refusal->sentence, HasSubstr("panel.example.org"));
  EXPECT_LE(refusal->sentence.size(), 123u) << "or a close frame has no room for it";
}

TEST(ConnectRules, AHostThatIsNoneIsRefusedAndNotRepeated) {
  for (const auto* host : {"", ":80", "a b", "user@localhost", "localhost@evil.example", "localhost/", "localhost:x",
                           "[::1", "<script>", "..", "local\xc3\xb6", "http://localhost"}) {
    const auto refusal = plain.check(asking(host, ""), {});
    ASSERT_TRUE(refusal) << host;
    EXPECT_EQ(refusal->sentence, "The Host header of this request names no host.");
  }
  EXPECT_EQ(by_host(std::string(60'000, 'a')), "host");
  EXPECT_EQ(verdict(asking("localhost", "", {{"host", "localhost"}})), "host") << "two of them";
  Request none;
  EXPECT_EQ(verdict(none), "host");
}

TEST(ConnectRules, NamesThatTheProgramAndTheSystemKnowAreAllowed) {
  const ConnectRules rules({.public_url = "https://panel.example.org/x",
                            .allowed_hosts = {"Second.Example.org."},
                            .own_names = {"box.example.org", "not a name", ""}});
  for (const auto* host : {"panel.example.org", "second.example.org:8080", "BOX.example.org"}) {
    EXPECT_EQ(by_host(host, rules), "may connect") << host;
  }
  EXPECT_EQ(by_host("example.org", rules), "host");
  EXPECT_EQ(by_host("sub.panel.example.org", rules), "host");
}

TEST(ConnectRules, WhatPassedAProxyIsNoScriptsHandshake) {
  for (const auto* header :
       {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"}) {
    EXPECT_EQ(verdict(asking("panel.example.org", "https://panel.example.org", {{header, ""}})), "may connect");
    EXPECT_EQ(verdict(asking("panel.example.org", "https://evil.example", {{header, "evil.example"}})), "origin");
    EXPECT_EQ(verdict(asking("user@panel.example.org", "", {{header, ""}})), "host");
  }
}

TEST(ConnectRules, AnOptionThatCannotBeMeantIsRefusedWithASentence) {
  const auto complaint = [](const ConnectOptions& options) -> std::string {
    try {
      const ConnectRules rules(options);
      return "none";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, Errc::usage);
      return failure.error().message;
    }
  };
  for (const auto* url : {"example.org", "https://", "ftp://example.org", "/panel/"}) {
    EXPECT_THAT(complaint({.public_url = url}), HasSubstr("The public URL")) << url;
  }
  for (const auto* name : {"", "https://example.org", "example.org:80", "*.example.org", "a/b"}) {
    EXPECT_THAT(complaint({.allowed_hosts = {name}}), HasSubstr("without scheme and port")) << name;
  }
}

// The same of what a page's script fetches.
std::string fetched(const std::string& method, const std::string& host, const std::string& origin, Headers more = {},
                    const Forwarded& forwarded = {}) {
  auto request = asking(host, origin, std::move(more));
  request.method = method;
  const auto refusal = plain.check_fetch(request, forwarded);
  if (!refusal) return "may connect";
  return refusal->stranger == Stranger::origin ? "origin" : "host";
}

TEST(ConnectRules, AScriptOfThisServersPageMayFetch) {
  EXPECT_EQ(fetched("GET", "localhost:8080", ""), "may connect");
  EXPECT_EQ(fetched("GET", "localhost:8080", "", {{"Sec-Fetch-Site", "same-origin"}}), "may connect");
  EXPECT_EQ(fetched("GET", "localhost:8080", "", {{"Sec-Fetch-Site", "none"}}), "may connect");
  EXPECT_EQ(fetched("POST", "localhost:8080", "http://localhost:8080", {{"Sec-Fetch-Site", "same-origin"}}),
            "may connect");
}

TEST(ConnectRules, AScriptOfAnotherOriginMayNotFetchWhicheverHeaderTells) {
  EXPECT_EQ(fetched("GET", "localhost", "http://evil.example"), "origin");
  for (const auto* site : {"cross-site", "same-site", "", "same-origin, none"}) {
    EXPECT_EQ(fetched("GET", "localhost", "", {{"Sec-Fetch-Site", site}}), "origin") << site;
  }
  EXPECT_EQ(fetched("GET", "localhost", "", {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}}),
            "origin");
  EXPECT_EQ(fetched("POST", "localhost", "null"), "origin");
}

TEST(ConnectRules, APostHasToSayItsOrigin) { EXPECT_EQ(fetched("POST", "localhost", ""), "origin"); }

TEST(ConnectRules, AReboundPageCannotFetchWhateverItSaysOfProxies) {
  const Headers proxied{{"X-Forwarded-For", "192.0.2.1"}};
  EXPECT_EQ(fetched("GET", "rebound.example", ""), "host");
  EXPECT_EQ(fetched("GET", "rebound.example", "", proxied), "host");
  EXPECT_EQ(fetched("POST", "rebound.example", "http://rebound.example", proxied), "host");
}

TEST(ConnectRules, WhatATrustedProxyPassesOnMayBeFetchedUnderAnyName) {
  const Headers proxied{{"X-Forwarded-For", "192.0.2.1"}};
  const Forwarded by_proxy{.client = "192.0.2.1", .host = "", .secure = true, .trusted = true};
  EXPECT_EQ(fetched("POST", "panel.example.org", "https://panel.example.org", proxied, by_proxy), "may connect");
  EXPECT_EQ(fetched("GET", "panel.example.org", "", {}, by_proxy), "host");
}

TEST(ConnectRules, GarbageNeverConnectsAsAPublicName) {
  std::mt19937 random(17);
  const std::string_view alphabet("evil.example@:/[]0123-, \0", 25);
  for (int i = 0; i < 20'000; ++i) {
    std::string host(random() % 30, ' ');
    for (char& c : host) c = alphabet[random() % alphabet.size()];
    const auto read = parse_authority(trim(host));
    const bool harmless = read && (IpAddress::parse(read->host) || read->host.find('.') == std::string::npos);
    EXPECT_EQ(by_host(host), harmless ? "may connect" : "host") << host;
    EXPECT_THAT(verdict(asking("localhost", host)), Not("host"));
  }
}

}  // namespace
}  // namespace bonito::detail
