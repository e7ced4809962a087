#include "session/doorkeeper.hpp"

#include <utility>

#include "bonito/base/constant_time.hpp"
#include "session/session_core.hpp"
#include "web/own_names.hpp"

namespace bonito::detail {

Doorkeeper::Doorkeeper(const PagesOptions& options)
    : proxies_(options.trusted_proxies),
      rules_({.public_url = options.public_url, .allowed_hosts = options.allowed_hosts, .own_names = own_names()}) {}

Admission Doorkeeper::admit(const Request& request, const SessionRegistry& registry) const {
  if (auto stranger = rules_.check(request, proxies_.read(request))) {
    return {.refusal = {ByeCode::refused, std::move(stranger->sentence)}};
  }
  const std::string_view path = request.path;
  auto found = find_admissible(registry, path.substr(path.rfind('/') + 1));
  return found.session ? admit_visitor(std::move(found.session), request.identity) : found;
}

Admission find_admissible(const SessionRegistry& registry, std::string_view id) {
  // While handlers still run a page that was told of the end comes back: it is to wait for the next program.
  if (registry.is_closed()) return {.refusal = {ByeCode::shutdown, "The program is ending."}};
  if (auto session = registry.find(id)) return {.session = std::move(session)};
  return {.refusal = {ByeCode::unknown_session, "The page was away for too long, or its program was started anew."}};
}

Admission admit_visitor(std::shared_ptr<Session> session, std::string_view identity) {
  if (constant_time_equal(identity, SessionCore::of(*session).visitor().identity)) {
    return {.session = std::move(session)};
  }
  return {.refusal = {ByeCode::refused,
                      "This page was loaded by somebody else, or before you logged in or out. Load it anew."}};
}

}  // namespace bonito::detail
