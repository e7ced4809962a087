#include "web/forwarded.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "bonito/base/error.hpp"

namespace bonito::detail {
namespace {

using ::testing::HasSubstr;

Request from(const std::string& peer, Headers headers) {
  Request request;
  request.peer = request.client = peer;
  request.headers = std::move(headers);
  return request;
}

// What a server behind a proxy on this machine, and maybe others in 10.0.0.0/8, makes of the headers.
Forwarded behind_proxies(Headers headers) {
  return TrustedProxies({"127.0.0.1", "10.0.0.0/8", "fd00::/8"}).read(from("127.0.0.1", std::move(headers)));
}
std::string client(const std::string& hops) { return behind_proxies({{"X-Forwarded-For", hops}}).client; }

TEST(TrustedProxies, TellWhoTheVisitorIs) {
  EXPECT_EQ(client("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client("2001:db8::1"), "2001:db8::1");
}

TEST(TrustedProxies, WithoutTheirHeaderThePeerIsTheVisitor) {
  const auto read = behind_proxies({});
  EXPECT_EQ(read.client, "127.0.0.1");
  EXPECT_EQ(read.host, "");
  EXPECT_FALSE(read.secure);
}

TEST(TrustedProxies, WhatOthersSayChangesNothing) {
  const Headers lies{{"X-Forwarded-For", "192.0.2.1"},
                     {"X-Forwarded-Host", "example.org"},
                     {"X-Forwarded-Proto", "https"},
                     {"Forwarded", "for=192.0.2.1;host=example.org;proto=https"}};
  for (const auto& names : {std::vector<std::string>{}, std::vector<std::string>{"127.0.0.1"}}) {
    const auto read = TrustedProxies(names).read(from("203.0.113.9", lies));
    EXPECT_EQ(read.client, "203.0.113.9");
    EXPECT_EQ(read.host, "");
    EXPECT_FALSE(read.secure);
  }
}

TEST(TrustedProxies, OfSeveralHopsTheLastThatIsNoneOfThemIsTheVisitor) {
  EXPECT_EQ(client("192.0.2.1, 10.0.0.7"), "192.0.2.1");
  EXPECT_EQ(client("192.0.2.1,10.0.0.7,10.9.9.9"), "192.0.2.1");
  EXPECT_EQ(client("8.8.8.8, 192.0.2.1, 10.0.0.7"), "192.0.2.1") << "the first one is the visitor's own word";
  EXPECT_EQ(client("10.0.0.8, 10.0.0.7"), "10.0.0.8") << "a proxy may visit, too";
}

TEST(TrustedProxies, AHeaderOnALineOfItsOwnIsTheEndOfTheList) {
  const auto read = behind_proxies({{"X-Forwarded-For", "8.8.8.8"}, {"x-forwarded-for", "192.0.2.1"}});
  EXPECT_EQ(read.client, "192.0.2.1");
}

TEST(TrustedProxies, AHopMayHaveAPort) {
  EXPECT_EQ(client("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(client("[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(client("[2001:db8::1]"), "2001:db8::1");
}

TEST(TrustedProxies, WhatIsNoAddressHidesAllBeforeIt) {
  for (const auto* hop : {"unknown", "_hidden", "", "example.org", "[", "]", "[]", "192.0.2.1:1:2", "999.0.0.1"}) {
    EXPECT_EQ(client(std::string("8.8.8.8, ") + hop), "127.0.0.1") << hop;
    EXPECT_EQ(client(std::string("8.8.8.8, ") + hop + ", 10.0.0.7"), "10.0.0.7") << hop;
  }
}

TEST(TrustedProxies, TellUnderWhichNameTheVisitorCame) {
  const auto read = behind_proxies({{"X-Forwarded-Host", "panel.example.org"}, {"X-Forwarded-Proto", "https"}});
  EXPECT_EQ(read.host, "panel.example.org");
  EXPECT_TRUE(read.secure);
  EXPECT_EQ(behind_proxies({{"X-Forwarded-Host", "a visitor's, panel.example.org"}}).host, "panel.example.org");
  EXPECT_FALSE(behind_proxies({{"X-Forwarded-Proto", "http"}}).secure);
  EXPECT_TRUE(behind_proxies({{"X-Forwarded-Proto", "wss"}}).secure);
}

TEST(TrustedProxies, MaySpeakTheStandardsHeader) {
  const auto read = behind_proxies({{"Forwarded", "For=\"[2001:db8::1]:4711\"; Proto=HTTPS ;host=panel.example.org"}});
  EXPECT_EQ(read.client, "2001:db8::1");
  EXPECT_EQ(read.host, "panel.example.org");
  EXPECT_TRUE(read.secure);
}

TEST(TrustedProxies, OfTheStandardsHeaderTheElementThatNamesTheVisitorCounts) {
  const auto read = behind_proxies({{"Forwarded", "for=8.8.8.8;host=evil.example"},
                                    {"Forwarded", "for=192.0.2.1;host=panel.example.org, for=10.0.0.7;host=inner"}});
  EXPECT_EQ(read.client, "192.0.2.1");
  EXPECT_EQ(read.host, "panel.example.org");
  EXPECT_EQ(behind_proxies({{"Forwarded", "for=unknown;host=panel.example.org"}}).host, "panel.example.org");
  EXPECT_EQ(behind_proxies({{"Forwarded", "host=panel.example.org"}}).client, "127.0.0.1");
}

TEST(TrustedProxies, TheStandardsHeaderIsNotReadBesideTheOthers) {
  const auto read = behind_proxies({{"X-Forwarded-For", "192.0.2.1"}, {"Forwarded", "for=8.8.8.8;host=evil.example"}});
  EXPECT_EQ(read.client, "192.0.2.1");
  EXPECT_EQ(read.host, "");
}

TEST(TrustedProxies, AQuotationMarkThatAVisitorLeftOpenSwallowsNothing) {
  EXPECT_EQ(behind_proxies({{"Forwarded", "for=\"8.8.8.8"}, {"Forwarded", "for=192.0.2.1"}}).client, "192.0.2.1");
  EXPECT_EQ(client("\"8.8.8.8, 192.0.2.1"), "192.0.2.1");
}

TEST(TrustedProxies, MayHaveAddressesOfEitherKind) {
  const TrustedProxies proxies({"127.0.0.1", "fd00::/8"});
  const Headers headers{{"X-Forwarded-For", "192.0.2.1"}};
  EXPECT_EQ(proxies.read(from("::ffff:127.0.0.1", headers)).client, "192.0.2.1");
  EXPECT_EQ(proxies.read(from("fd00::5", headers)).client, "192.0.2.1");
  EXPECT_EQ(proxies.read(from("fe80::5%eth0", headers)).client, "fe80::5%eth0");
  EXPECT_EQ(proxies.read(from("", headers)).client, "");
}

TEST(TrustedProxies, ANameThatIsNoAddressIsRefusedWithASentence) {
  for (const auto* name : {"", "proxy.example.org", "10.0.0.0/33", "10.0.0.*"}) {
    try {
      const TrustedProxies proxies({"127.0.0.1", name});
      ADD_FAILURE() << name;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, Errc::usage);
      EXPECT_THAT(failure.error().message, HasSubstr("is no address"));
    }
  }
}

TEST(TrustedProxies, AHugeListIsReadWithoutHarm) {
  std::string hops = "192.0.2.1";
  while (hops.size() < 60'000) hops += ",10.0.0.7";
  EXPECT_EQ(client(hops), "192.0.2.1");
  EXPECT_EQ(client(std::string(60'000, ',')), "127.0.0.1");
  EXPECT_EQ(client(std::string(60'000, 'x')), "127.0.0.1");
  EXPECT_EQ(behind_proxies({{"Forwarded", std::string(60'000, ';')}}).client, "127.0.0.1");
}

TEST(TrustedProxies, GarbageIsReadWithoutHarm) {
  std::mt19937 random(13);
  constexpr std::string_view words[] = {"for", "=",         ";",      ",",     "\"",       "[",      "]",
                                        "::1", "192.0.2.1", ":80",    "host=", " ",        "\t",     "\xff",
                                        "%",   ".",         "proto=", "https", "10.0.0.7", "unknown"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) text += words[random() % std::size(words)];
    EXPECT_TRUE(IpAddress::parse(client(text))) << text;
    EXPECT_TRUE(IpAddress::parse(behind_proxies({{"Forwarded", text}}).client)) << text;
  }
}

TEST(AProxy, IsSeenByAnyOfTheHeadersThatProxiesAdd) {
  for (const auto* name :
       {"X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"}) {
    EXPECT_TRUE(says_it_passed_a_proxy({{"Host", "a"}, {name, ""}})) << name;
  }
  EXPECT_FALSE(says_it_passed_a_proxy({{"Host", "a"}, {"X-Forwarded", ""}}));
  EXPECT_FALSE(says_it_passed_a_proxy({}));
}

}  // namespace
}  // namespace bonito::detail
