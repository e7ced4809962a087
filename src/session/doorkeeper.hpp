// Doorkeeper: who may carry the pages of a server that is not the library's. The rules are the same.
// Owner: the Pages. Thread: any. Failure: an option that is no URL, name or address throws Failure{Errc::usage}.
#pragma once
#include "bonito/session/pages.hpp"
#include "session/session_registry.hpp"
#include "web/connect_rules.hpp"
#include "web/forwarded.hpp"

namespace bonito::detail {

class Doorkeeper {
 public:
  explicit Doorkeeper(const PagesOptions& options);
  Admission admit(const Request& request, const SessionRegistry& registry) const;

 private:
  const TrustedProxies proxies_;
  const ConnectRules rules_;
};

}  // namespace bonito::detail
