#include "bonito/session/context.hpp"

#include "bonito/session/session.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

// A component in a region has a session in that of its place, and what it shows another in that: the place's is above
// both.
std::shared_ptr<Session> owner_of(Session& session) {
  const auto parent = session.parent();
  const auto scope = SessionCore::of(session).scope();
  const bool is_component = parent && scope != 0 && SessionCore::of(*parent).scope() == scope;
  return is_component ? parent : session.shared_from_this();
}

}  // namespace

void provide_as(Session& session, const std::type_info& key, std::shared_ptr<void> value) {
  if (session.status() == SessionStatus::closed) return;  // there may be another component in its place
  SessionCore::of(*owner_of(session)).provided()->set(key, std::move(value));
}

std::shared_ptr<void> provided_as(Session& session, const std::type_info& key) {
  return SessionCore::of(session).provided()->nearest(key);
}

}  // namespace bonito::detail
