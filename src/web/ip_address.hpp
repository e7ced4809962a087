// IpAddress and IpRange: the addresses of peers, proxies and visitors, read from text.
//
//   const auto office = IpRange::parse("10.1.0.0/16");
//   if (office && office->contains(*IpAddress::parse("10.1.2.3"))) …
//
// An IPv4 address and the IPv6 address that stands for it (::ffff:10.1.2.3) are the same one. Thread: any;
// they are values. Failure: nothing, where the text is none.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bonito::detail {

class IpAddress {
 public:
  // "127.0.0.1" or "::1", without brackets; the zone of an IPv6 address ("%eth0") is dropped.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const noexcept;
  std::string text() const;  // in one form, whatever it was read from
  // The address with all but its first bits cleared; IPv4 has 32 of them, IPv6 has 128.
  IpAddress network(unsigned bits) const noexcept;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  IpAddress() = default;
  std::array<std::uint8_t, 16> bytes_{};
};

class IpRange {
 public:
  // "10.0.0.0/8", "fd00::/8", or one address.
  static std::optional<IpRange> parse(std::string_view text);

  bool contains(const IpAddress& address) const noexcept;

 private:
  IpRange(IpAddress network, unsigned bits) : network_(network), bits_(bits) {}
  IpAddress network_;
  unsigned bits_;
};

// What counts as one visitor's place: an IPv4 address, or the /64 around an IPv6 address, of which each
// visitor has a whole one to change addresses in. What is no address stands for itself.
std::string neighbourhood(std::string_view address);

}  // namespace bonito::detail
