// Embedding: makes the apps that stand in pages of somebody else's, each in a session of its own or all in one, as
// their connection wants it. Pages::embed is its door.
//
// Owner: the Pages. Thread: any. Failure: throws what the app's function or the connection threw, and
// Failure{Errc::refused} when there are too many sessions.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "bonito/session/app.hpp"
#include "session/page.hpp"
#include "session/session_registry.hpp"

namespace bonito::detail {

// What a session of embedded apps begins with: its way to connect, and no page.
void begin_embedding(Session& root, const Request& request);
struct EmbeddedApp {
  std::uint32_t slot;
  EmbeddedContent html;
};
// The app as one of the session's. Nothing if that has closed meanwhile.
std::optional<EmbeddedApp> render_embedded_app(Session& root, const App& app, const Request& request);

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
