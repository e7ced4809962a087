#include "web/authority.hpp"

#include <algorithm>
#include <charconv>

#include "web/header_text.hpp"
#include "web/ip_address.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t longest_name = 253;  // RFC 1035, 2.3.4

bool is_of_a_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

// A DNS name or an IPv4 address, in the one form in which it is compared.
std::optional<std::string> parse_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > longest_name) return std::nullopt;
  std::string name = lower_case(text);
  const bool right = std::ranges::all_of(name, is_of_a_name) && !name.starts_with('.') && !name.ends_with('.') &&
                     name.find("..") == name.npos;
  if (!right) return std::nullopt;
  return name;
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return port;
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos) return std::nullopt;
    const auto inside = text.substr(1, end - 1);
    const auto address = IpAddress::parse(inside);
    if (!address || inside.find(':') == inside.npos) return std::nullopt;
    authority.host = address->text();
    rest = text.substr(end + 1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    auto name = parse_name(text.substr(0, colon));
    if (!name) return std::nullopt;
    authority.host = std::move(*name);
    rest = text.substr(colon);
  }
  if (rest.empty() || rest == ":") return authority;  // an empty port is none (RFC 3986, 3.2.3)
  if (!rest.starts_with(':')) return std::nullopt;
  authority.port = parse_port(rest.substr(1));
  if (!authority.port) return std::nullopt;
  return authority;
}

WebOrigin origin_at(const Authority& authority, bool secure) {
  const std::uint16_t usual = secure ? 443 : 80;
  return {secure, authority.host, authority.port.value_or(usual)};
}

std::optional<WebOrigin> parse_origin(std::string_view text) {
  const auto mark = text.find("://");
  if (mark == text.npos) return std::nullopt;
  const auto scheme = text.substr(0, mark);
  const bool secure = equal_without_case(scheme, "https");
  if (!secure && !equal_without_case(scheme, "http")) return std::nullopt;
  const auto authority = parse_authority(text.substr(mark + 3));
  if (!authority) return std::nullopt;
  return origin_at(*authority, secure);
}

std::optional<WebOrigin> origin_of_url(std::string_view url) {
  const auto mark = url.find("://");
  if (mark == url.npos) return std::nullopt;
  return parse_origin(url.substr(0, url.find_first_of("/?#", mark + 3)));
}

}  // namespace bonito::detail
