// Who may carry a page: what the library's server asks of whoever comes, and the Doorkeeper, for a server that is not
// the library's, in one go. Owner: of the Doorkeeper, the Pages. Thread: any. Failure: an option that is no URL, name
// or address throws Failure{Errc::usage}.
#pragma once
#include <memory>
#include <string_view>

#include "bonito/session/pages.hpp"
#include "session/session_registry.hpp"
#include "web/connect_rules.hpp"
#include "web/forwarded.hpp"

namespace bonito::detail {

// The session of this id, or why there is none to be had.
Admission find_admissible(const SessionRegistry& registry, std::string_view id);
// Only who the page was rendered for may see it.
Admission admit_visitor(std::shared_ptr<Session> session, std::string_view identity);

class Doorkeeper {
 public:
  explicit Doorkeeper(const PagesOptions& options);
  Admission admit(const Request& request, const SessionRegistry& registry) const;

 private:
  const TrustedProxies proxies_;
  const ConnectRules rules_;
};

}  // namespace bonito::detail
