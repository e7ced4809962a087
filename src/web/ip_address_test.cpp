#include "web/ip_address.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bonito::detail {
namespace {

std::string text_of(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->text() : "none";
}
bool contains(std::string_view range, std::string_view address) {
  return IpRange::parse(range).value().contains(IpAddress::parse(address).value());
}

TEST(IpAddress, IsReadFromTextAndWrittenInOneForm) {
  EXPECT_EQ(text_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(text_of("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(text_of("::1"), "::1");
  EXPECT_EQ(text_of("::"), "::");
}

TEST(IpAddress, AnIPv4AddressWrittenAsIPv6IsTheSame) {
  EXPECT_EQ(text_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("::ffff:c000:201"), IpAddress::parse("192.0.2.1"));
  EXPECT_NE(IpAddress::parse("::192.0.2.1"), IpAddress::parse("192.0.2.1"));
}

TEST(IpAddress, AZoneIsDropped) {
  EXPECT_EQ(text_of("fe80::1%eth0"), "fe80::1");
  EXPECT_EQ(text_of("fe80::1%br-lan.100:1"), "fe80::1");
}

TEST(IpAddress, AZoneIsTheNameOfAnInterfaceAndOnlyAnIPv6AddressHasOne) {
  for (const auto* text : {"fe80::1%", "fe80::1%e/", "fe80::1%a b", "fe80::1%a%b", "fe80::1%\n", "10.0.0.1%eth0"}) {
    EXPECT_EQ(text_of(text), "none") << text;
  }
}

TEST(IpAddress, WhatIsNoAddressIsNothing) {
  for (const auto* text : {"", " ", "localhost", "127.1", "127.0.0.1.", "0x7f.0.0.1", "1.2.3.4:80", "[::1]",
                           "1.2.3.256", "::1::", "%eth0", "1.2.3.4/8"}) {
    EXPECT_EQ(text_of(text), "none") << text;
  }
  EXPECT_EQ(text_of(std::string_view("127.0.0.1\0evil", 14)), "none");
  EXPECT_EQ(text_of(std::string(100'000, '1')), "none");
}

TEST(IpRange, ContainsTheAddressesThatBeginLikeIt) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("172.16.0.0/12", "172.31.255.255"));
  EXPECT_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
  EXPECT_TRUE(contains("fd00::/8", "fdff::1"));
  EXPECT_FALSE(contains("fd00::/8", "fe00::1"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(IpRange, OneAddressIsARangeOfOne) {
  EXPECT_TRUE(contains("127.0.0.1", "127.0.0.1"));
  EXPECT_TRUE(contains("127.0.0.1", "::ffff:127.0.0.1"));
  EXPECT_FALSE(contains("127.0.0.1", "127.0.0.2"));
  EXPECT_FALSE(contains("::1", "::2"));
}

TEST(IpRange, OfNoBitsIsEverythingOfItsKind) {
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_FALSE(contains("::/0", "8.8.8.8"));
}

TEST(IpRange, BitsBeyondTheRangesOwnDoNotMatter) { EXPECT_TRUE(contains("10.1.2.3/8", "10.9.9.9")); }

TEST(IpRange, WhatIsNoRangeIsNothing) {
  for (const auto* text : {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "/8", "proxy",
                           "10.0.0.0/8/8", "10.0.0.0/4294967304"}) {
    EXPECT_FALSE(IpRange::parse(text)) << text;
  }
}

TEST(Neighbourhood, IsAnIPv4AddressOrTheFirstHalfOfAnIPv6One) {
  EXPECT_EQ(neighbourhood("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(neighbourhood("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(neighbourhood("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(neighbourhood("somewhere"), "somewhere");
}

TEST(IpAddress, GarbageIsReadWithoutHarm) {
  std::mt19937 random(7);
  const std::string_view alphabet("0123456789abcdef:.%/[]\0 x", 25);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 50, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    if (const auto address = IpAddress::parse(text)) {
      EXPECT_EQ(IpAddress::parse(address->text()), address) << text;
    }
    static_cast<void>(IpRange::parse(text));
  }
}

}  // namespace
}  // namespace bonito::detail
