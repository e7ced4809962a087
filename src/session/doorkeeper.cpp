#include "session/doorkeeper.hpp"

#include <string_view>

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
  // A page that was told of the end waits for the next program.
  if (registry.is_closed()) return {.refusal = {ByeCode::shutdown, "The program is ending."}};
  const std::string_view path = request.path;
  auto session = registry.find(path.substr(path.rfind('/') + 1));
  if (!session) {
    return {.refusal = {ByeCode::unknown_session, "The page was away for too long, or its program was started anew."}};
  }
  if (!constant_time_equal(request.identity, SessionCore::of(*session).visitor().identity)) {
    return {.refusal = {ByeCode::refused,
                        "This page was loaded by somebody else, or before you logged in or out. Load it anew."}};
  }
  return {.session = std::move(session)};
}

}  // namespace bonito::detail
