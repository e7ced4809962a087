#include "web/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace bonito::detail {
namespace {

// What comes before an IPv4 address where it is written as an IPv6 one (RFC 4291, 2.5.5.2).
constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_zone(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:@").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const auto percent = text.find('%');
  if (percent != text.npos && !is_zone(text.substr(percent + 1))) return std::nullopt;
  text = text.substr(0, percent);
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != text.npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
  if (percent != std::string_view::npos) return std::nullopt;
  std::ranges::copy(v4_prefix, address.bytes_.begin());
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data() + v4_prefix.size()) == 1) return address;
  return std::nullopt;
}

bool IpAddress::is_v4() const noexcept { return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes_.begin()); }

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = is_v4() ? bytes_.data() + v4_prefix.size() : bytes_.data();
  inet_ntop(is_v4() ? AF_INET : AF_INET6, bytes, text.data(), static_cast<socklen_t>(text.size()));
  return text.data();
}

IpAddress IpAddress::network(unsigned bits) const noexcept {
  IpAddress cleared = *this;
  if (is_v4()) bits += 8 * static_cast<unsigned>(v4_prefix.size());
  for (unsigned i = 0; i < cleared.bytes_.size(); ++i) {
    const unsigned kept = std::clamp(bits, 8 * i, 8 * i + 8) - 8 * i;
    cleared.bytes_[i] = static_cast<std::uint8_t>(cleared.bytes_[i] & (0xff00u >> kept));
  }
  return cleared;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned most = address->is_v4() ? 32 : 128;
  unsigned bits = most;
  if (slash != text.npos) {
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits > most) return std::nullopt;
  }
  return IpRange(address->network(bits), bits);
}

bool IpRange::contains(const IpAddress& address) const noexcept {
  return address.is_v4() == network_.is_v4() && address.network(bits_) == network_;
}

std::string neighbourhood(std::string_view address) {
  const auto parsed = IpAddress::parse(address);
  if (!parsed) return std::string(address);
  return parsed->is_v4() ? parsed->text() : parsed->network(64).text();
}

}  // namespace bonito::detail
