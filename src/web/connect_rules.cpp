#include "web/connect_rules.hpp"

#include <algorithm>
#include <array>

#include "bonito/base/error.hpp"
#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

// Names that no public server of names answers for, so nobody far away can make them mean this machine.
bool is_private(std::string_view name) {
  constexpr std::array<std::string_view, 5> endings{".localhost", ".local", ".lan", ".internal", ".home.arpa"};
  return name.find('.') == name.npos ||
         std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

// The one value of a header, if there is one header of this name and no other.
std::optional<std::string_view> only_value(const Headers& headers, std::string_view name) {
  std::optional<std::string_view> only;
  for (const auto& [key, value] : headers) {
    if (!equal_without_case(key, name)) continue;
    if (only) return std::nullopt;
    only = trim(value);
  }
  return only;
}

}  // namespace

ConnectRules::ConnectRules(const ConnectOptions& options) {
  if (!options.public_url.empty()) {
    public_origin_ = origin_of_url(options.public_url);
    if (!public_origin_) {
      throw Failure({Errc::usage, "The public URL \"" + options.public_url +
                                      "\" is none. Give all of it, such as \"https://example.org/panel/\"."});
    }
    names_.insert(public_origin_->host);
  }
  for (const auto& name : options.allowed_hosts) {
    auto host = parse_authority(name);
    if (!host || host->port) {
      throw Failure({Errc::usage, "The allowed host \"" + name +
                                      "\" is no name of one. Give the name without scheme and port, such as "
                                      "\"panel.example.org\"."});
    }
    names_.insert(std::move(host->host));
  }
  for (const auto& name : options.own_names) {
    if (auto host = parse_authority(name)) names_.insert(std::move(host->host));
  }
}

std::optional<Refusal> ConnectRules::check(const Request& request, const Forwarded& forwarded) const {
  if (auto refusal = check_origin(request, forwarded)) return refusal;
  return check_host(request, says_it_passed_a_proxy(request.headers));
}

std::optional<Refusal> ConnectRules::check_fetch(const Request& request, const Forwarded& forwarded) const {
  const auto& headers = request.headers;
  const auto site = only_value(headers, "Sec-Fetch-Site");
  if (has_header(headers, "Sec-Fetch-Site") && site != "same-origin" && site != "none") {
    return Refusal{Refusal::Stranger::origin, "A page of another origin may not connect here."};
  }
  if (request.method == "POST" && !has_header(headers, "Origin")) {
    return Refusal{Refusal::Stranger::origin, "A POST that does not say its page's origin may not connect here."};
  }
  if (auto refusal = check_origin(request, forwarded)) return refusal;
  return check_host(request, forwarded.trusted && says_it_passed_a_proxy(headers));
}

std::optional<Refusal> ConnectRules::check_origin(const Request& request, const Forwarded& forwarded) const {
  if (!has_header(request.headers, "Origin")) return std::nullopt;  // no browser: those always say
  const auto refuse = [](std::string_view who) {
    return Refusal{Refusal::Stranger::origin,
                   "A page of " + std::string(who) +
                       " may not connect here. If it is this server's own, behind a proxy, let the proxy pass the "
                       "Host header on, or set ServerOptions::public_url."};
  };
  const auto value = only_value(request.headers, "Origin");
  const auto origin = value ? parse_origin(*value) : std::nullopt;
  if (!origin) return refuse("no known origin");
  // Behind a proxy we do not see whether the page came over https; it is as the page says, unless a trusted
  // proxy knows that it is more than that.
  const bool secure = origin->secure || forwarded.secure;
  for (const auto host : {only_value(request.headers, "Host"), std::optional<std::string_view>(forwarded.host)}) {
    const auto authority = host ? parse_authority(*host) : std::nullopt;
    if (authority && origin_at(*authority, secure) == *origin) return std::nullopt;
  }
  if (origin == public_origin_) return std::nullopt;
  return refuse(origin->host);
}

std::optional<Refusal> ConnectRules::check_host(const Request& request, bool passed_a_proxy) const {
  const auto value = only_value(request.headers, "Host");
  const auto host = value ? parse_authority(*value) : std::nullopt;
  if (!host) return Refusal{Refusal::Stranger::host, "The Host header of this request names no host."};
  if (IpAddress::parse(host->host) || is_private(host->host) || names_.contains(host->host) || passed_a_proxy) {
    return std::nullopt;
  }
  return Refusal{
      Refusal::Stranger::host,
      "This server does not know that it has this name; add it to ServerOptions::allowed_hosts: " + host->host};
}

}  // namespace bonito::detail
