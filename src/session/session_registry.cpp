#include "session/session_registry.hpp"

#include <utility>

#include "bonito/session/session.hpp"
#include "session/cleanup_asking.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

thread_local std::shared_ptr<SessionRegistry> current_registry;

}  // namespace

std::shared_ptr<Session> SessionRegistry::make() {
  std::call_once(follows_policy_, [this] { follow_policy(shared_from_this()); });
  auto session = SessionCore::make(shared_from_this());
  const std::lock_guard lock(mutex_);
  if (closed_ || sessions_.size() >= options_->max_sessions) return nullptr;
  sessions_.emplace(session->id(), session);
  return session;
}

std::shared_ptr<Session> SessionRegistry::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<Session>> SessionRegistry::all() const {
  std::vector<std::shared_ptr<Session>> sessions;
  const std::lock_guard lock(mutex_);
  sessions.reserve(sessions_.size());
  for (const auto& [id, session] : sessions_) sessions.push_back(session);
  return sessions;
}

void SessionRegistry::ending(std::string_view id) {
  const std::lock_guard lock(mutex_);
  if (auto session = sessions_.extract(id)) ending_.insert(std::move(session));
}

void SessionRegistry::ended(std::string_view id) {
  Sessions::node_type removed;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  removed = ending_.extract(id);
}

void SessionRegistry::close_all(const Bye& why) {
  std::vector<std::shared_ptr<Session>> all;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    all.reserve(sessions_.size() + ending_.size());
    for (const auto* sessions : {&sessions_, &ending_}) {
      for (const auto& [id, session] : *sessions) all.push_back(session);
    }
  }
  for (const auto& session : all) SessionCore::of(*session).close(why);
  for (const auto& session : all) SessionCore::of(*session).tab().strand()->wait();
}

std::size_t SessionRegistry::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

std::shared_ptr<SessionRegistry> SessionRegistry::current() { return current_registry; }

SessionRegistry::Scope::Scope(std::shared_ptr<SessionRegistry> registry)
    : before_(std::exchange(current_registry, std::move(registry))) {}
SessionRegistry::Scope::~Scope() { current_registry = std::move(before_); }

}  // namespace bonito::detail
