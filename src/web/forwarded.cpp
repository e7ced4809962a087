#include "web/forwarded.hpp"

#include <algorithm>
#include <array>

#include "bonito/base/error.hpp"
#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view for_header = "X-Forwarded-For";
constexpr std::string_view host_header = "X-Forwarded-Host";
constexpr std::string_view proto_header = "X-Forwarded-Proto";
constexpr std::string_view standard_header = "Forwarded";

std::string_view last_of(const std::vector<std::string_view>& items) { return items.empty() ? "" : items.back(); }

// Some proxies say what the browser speaks to them on a WebSocket.
bool is_secure(std::string_view proto) {
  return equal_without_case(proto, "https") || equal_without_case(proto, "wss");
}

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711".
std::optional<IpAddress> address_of_hop(std::string_view hop) {
  if (hop.starts_with('[')) return IpAddress::parse(hop.substr(1, std::max<std::size_t>(hop.find(']'), 1) - 1));
  const auto colon = hop.find(':');
  const bool has_port = colon != hop.npos && hop.find(':', colon + 1) == hop.npos;
  return IpAddress::parse(has_port ? hop.substr(0, colon) : hop);
}

// The value of a parameter in `for=192.0.2.1;host="example.org"`; empty if there is none.
std::string_view parameter(std::string_view element, std::string_view name) {
  while (!element.empty()) {
    const auto pair = element.substr(0, element.find(';'));
    element.remove_prefix(std::min(element.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == pair.npos || !equal_without_case(trim(pair.substr(0, equals)), name)) continue;
    auto value = trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto range = IpRange::parse(name);
    if (!range) {
      throw Failure({Errc::usage, "The trusted proxy \"" + name +
                                      "\" is no address. Name one, such as \"127.0.0.1\", or a range of them, such as "
                                      "\"10.0.0.0/8\"."});
    }
    ranges_.push_back(*range);
  }
}

bool TrustedProxies::trusts(const IpAddress& address) const noexcept {
  return std::ranges::any_of(ranges_, [&](const IpRange& range) { return range.contains(address); });
}

std::size_t TrustedProxies::follow(const std::vector<std::string_view>& hops, std::string& client) const {
  std::size_t followed = 0;
  while (followed < hops.size()) {
    const auto address = address_of_hop(hops[hops.size() - 1 - followed]);
    if (!address) break;
    client = address->text();
    ++followed;
    if (!trusts(*address)) break;
  }
  return followed;
}

Forwarded TrustedProxies::read(const Request& request) const {
  Forwarded forwarded{.client = request.peer, .host = ""};
  if (ranges_.empty()) return forwarded;
  const auto peer = IpAddress::parse(request.peer);
  if (!peer || !trusts(*peer)) return forwarded;
  forwarded.trusted = true;

  const auto& headers = request.headers;
  if (has_header(headers, for_header) || has_header(headers, host_header) || has_header(headers, proto_header)) {
    follow(header_items(headers, for_header), forwarded.client);
    forwarded.host = last_of(header_items(headers, host_header));
    forwarded.secure = is_secure(last_of(header_items(headers, proto_header)));
    return forwarded;
  }
  const auto elements = header_items(headers, standard_header);
  if (elements.empty()) return forwarded;
  std::vector<std::string_view> hops;
  for (const auto element : elements) hops.push_back(parameter(element, "for"));
  // The element of the trusted proxy that the visitor spoke to; at least the peer has written one.
  const auto followed = std::max<std::size_t>(follow(hops, forwarded.client), 1);
  const auto outermost = elements[elements.size() - followed];
  forwarded.host = parameter(outermost, "host");
  forwarded.secure = is_secure(parameter(outermost, "proto"));
  return forwarded;
}

bool says_it_passed_a_proxy(const Headers& headers) {
  constexpr std::array<std::string_view, 6> theirs{for_header,      host_header, proto_header,
                                                   standard_header, "X-Real-IP", "Via"};
  return std::ranges::any_of(theirs, [&](std::string_view name) { return has_header(headers, name); });
}

}  // namespace bonito::detail
