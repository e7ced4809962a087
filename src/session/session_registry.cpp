#include "session/session_registry.hpp"

#include <utility>

#include "bonito/base/constant_time.hpp"
#include "bonito/session/session.hpp"
#include "session/all_registries.hpp"
#include "session/session_core.hpp"
#include "session/worker_pool.hpp"
#include "web/ip_address.hpp"

namespace bonito::detail {
namespace {

thread_local std::shared_ptr<SessionRegistry> current_registry;

// How long it takes to find a key in a table may tell something of the keys there. So one half of an id is
// the key, and the other the secret; the chance that two share a half is that of guessing one.
std::string_view key_of(std::string_view id) { return id.substr(0, 11); }

}  // namespace

std::shared_ptr<Session> SessionRegistry::make(const Visit& visit, Parts parts) {
  std::call_once(is_known_, [this] { add_registry(shared_from_this()); });
  auto session = SessionCore::make(shared_from_this(), std::move(parts));
  SessionCore::of(*session).rendered_for({visit.request.identity, visit.identify, visit.request.client});
  std::shared_ptr<Session> pushed_out;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || sessions_.size() >= options_->limits.max_sessions) return nullptr;
    if (!sessions_.emplace(key_of(session->id()), session).second) return nullptr;
    const auto oldest = unconnected_.add(session->id(), neighbourhood(visit.request.client));
    if (oldest) pushed_out = sessions_.at(key_of(*oldest));
  }
  if (pushed_out) {
    SessionCore::of(*pushed_out)
        .close({ByeCode::closed, "Too many pages were loaded after this one, and it had not connected yet."});
  }
  return session;
}

std::shared_ptr<Session> SessionRegistry::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key_of(id));
  return found != sessions_.end() && constant_time_equal(found->second->id(), id) ? found->second : nullptr;
}

void SessionRegistry::connected(std::string_view id) {
  const std::lock_guard lock(mutex_);
  unconnected_.remove(id);
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
  unconnected_.remove(id);
  if (auto session = sessions_.extract(key_of(id))) ending_.insert(std::move(session));
}

void SessionRegistry::ended(std::string_view id) {
  Sessions::node_type removed;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  removed = ending_.extract(key_of(id));
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

void SessionRegistry::watch_files() {
  constexpr std::chrono::milliseconds pause{300};
  auto timer = run_after(pause, [weak = weak_from_this()] {
    WorkerPool::get().post([weak] {
      const auto registry = weak.lock();
      if (!registry || registry->is_closed()) return;
      if (const auto keys = registry->assets_.outdated(); !keys.empty()) registry->end_pages_with(keys);
      registry->watch_files();
    });
  });
  const std::lock_guard lock(mutex_);
  std::swap(watch_, timer);  // the old one, whose callback has been called, is cancelled after the lock
}

// What they are told is what a program says that ends: so they come back, find no session, and load themselves anew.
void SessionRegistry::end_pages_with(const std::vector<std::string>& keys) {
  for (const auto& session : all()) {
    session->post([weak = session->weak(), keys] {
      const auto alive = weak.lock();
      if (alive && SessionCore::of(*alive).holds_any(keys)) {
        SessionCore::of(*alive).close({ByeCode::shutdown, "A file that this page shows has changed."});
      }
    });
  }
}

bool SessionRegistry::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
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
