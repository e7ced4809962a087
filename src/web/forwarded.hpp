// Forwarded: what the proxies in front of a server say about a request, as far as they are trusted.
//
//   const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8"});
//   request.client = proxies.read(request).client;   // the visitor's address
//
// Everybody can send these headers, so they count only from a peer whose address was named, and of a list
// only what such a peer added: its end. They are X-Forwarded-For, -Host and -Proto, or, where none of these
// came, Forwarded (RFC 7239): a proxy that writes the first ones often passes the last one on unread.
// Thread: any; it does not change. Failure: a name that is no address throws Failure{Errc::usage}.
#pragma once
#include <string>
#include <vector>

#include "bonito/web/request.hpp"
#include "web/ip_address.hpp"

namespace bonito::detail {

struct Forwarded {
  std::string client;    // the visitor's address; the peer's, if nobody trusted says another
  std::string host;      // what the visitor's browser called the server; empty if nobody trusted says
  bool secure = false;   // somebody trusted says that the visitor came over https
  bool trusted = false;  // the peer is a proxy that is trusted
};

class TrustedProxies {
 public:
  // Addresses and ranges: "127.0.0.1", "::1", "10.0.0.0/8".
  explicit TrustedProxies(const std::vector<std::string>& names);

  Forwarded read(const Request& request) const;

 private:
  bool trusts(const IpAddress& address) const noexcept;
  // Follows the hops that proxies noted, from the last one back to the first that is no trusted proxy.
  // Returns how many of them were followed; what is no address ends it.
  std::size_t follow(const std::vector<std::string_view>& hops, std::string& client) const;

  std::vector<IpRange> ranges_;
};

// Has the request a header that only proxies send? Whoever it came from: see ConnectRules.
bool says_it_passed_a_proxy(const Headers& headers);

}  // namespace bonito::detail
