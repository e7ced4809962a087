// Embedding: makes the apps that stand in pages of somebody else's, each in a session of its own or all in one, as
// their connection wants it. Pages::embed is its door.
//
// Owner: the Pages. Thread: any. Failure: throws what the app's function or the connection threw, and
// Failure{Errc::refused} when there are too many sessions.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "bonito/session/app.hpp"
#include "session/session_registry.hpp"

namespace bonito::detail {

class Embedding {
 public:
  explicit Embedding(std::shared_ptr<SessionRegistry> registry) : registry_(std::move(registry)) {}

  std::string show(const App& app, const Visit& visit);

 private:
  std::shared_ptr<Session> root_for(const Visit& visit);
  std::shared_ptr<Session> shared() const;

  const std::shared_ptr<SessionRegistry> registry_;
  mutable std::mutex mutex_;
  std::weak_ptr<Session> shared_;  // guarded by mutex_: the session of all, where their connection wants that
};

}  // namespace bonito::detail
