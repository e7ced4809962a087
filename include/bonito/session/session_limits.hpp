// SessionLimits: how many pages a server holds on to.
//
//   Server server{{.limits = {.max_sessions = 1'000}}};
//
// A page that no browser has connected to (a robot's, say, or one of many that somebody loads and drops)
// waits for a while, and so takes memory. One more than these allow ends the oldest of them, so that there
// is always room for the next visitor, up to max_sessions; beyond that, pages answer 503.
#pragma once
#include <cstddef>

namespace bonito {

struct SessionLimits {
  std::size_t max_sessions = 100'000;
  std::size_t max_unconnected = 10'000;
  std::size_t max_unconnected_per_address = 500;  // for IPv6: per /64. See ServerOptions::trusted_proxies
  // Of one session, in bytes: what waits for its browser, and what of its browser's waits for the handlers.
  std::size_t outgoing_bytes = 8u << 20;
  std::size_t incoming_bytes = 1u << 20;
  // Downloads that are read at once (download.hpp); one more is answered 503.
  std::size_t max_downloads = 32;
};

}  // namespace bonito
