#include "addresses.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>

#include <memory>

namespace webrtc {
namespace {

// 0: none that is of use. IPv6's link-local ones mean something on one link only, and nobody knows on which.
socklen_t length_of(const ifaddrs& entry) {
  if (!entry.ifa_addr || !(entry.ifa_flags & IFF_UP)) return 0;
  if (entry.ifa_addr->sa_family == AF_INET) return sizeof(sockaddr_in);
  if (entry.ifa_addr->sa_family != AF_INET6) return 0;
  const auto* six = reinterpret_cast<const sockaddr_in6*>(entry.ifa_addr);
  return IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) ? 0 : socklen_t{sizeof(sockaddr_in6)};
}

}  // namespace

std::vector<std::string> own_addresses() {
  std::vector<std::string> all;
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return all;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(first, &freeifaddrs);
  for (const ifaddrs* entry = first; entry; entry = entry->ifa_next) {
    const auto length = length_of(*entry);
    char text[NI_MAXHOST];
    if (!length || getnameinfo(entry->ifa_addr, length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
    all.emplace_back(text);
  }
  return all;
}

}  // namespace webrtc
