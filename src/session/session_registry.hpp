// SessionRegistry: the sessions that live in one server, by their ids, and the assets they show.
//
// Owner: the server; sessions hold it weakly. Thread: any. A handler that renders an App finds the
// registry of the server that called it through current(), as long as a Scope stands on its thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bonito/session/frontend_connection.hpp"
#include "session/asset_table.hpp"

namespace bonito {
class Session;
}

namespace bonito::detail {

struct RegistryOptions {
  bool development = false;  // show errors in detail to whoever made them
  std::size_t max_sessions = 100'000;
  std::size_t outgoing_bytes = 8u << 20;            // of one session: what waits for its browser
  std::size_t incoming_bytes = 1u << 20;            // of one session: what waits for its handlers
  std::chrono::milliseconds ping_interval{25'000};  // on connections that do not notice a loss by themselves
  std::string script_url = "";                      // the client's script, from the server's root
  std::string icon_url = "";
};

class SessionRegistry : public std::enable_shared_from_this<SessionRegistry> {
 public:
  explicit SessionRegistry(RegistryOptions options = {})
      : options_(std::make_shared<const RegistryOptions>(std::move(options))) {}

  // A fresh session, kept here until it closes; null when there are too many, and after close_all().
  std::shared_ptr<Session> make();
  std::shared_ptr<Session> find(std::string_view id) const;  // null if there is none
  std::vector<std::shared_ptr<Session>> all() const;
  // A session that closes is found no more; until it has ended, close_all() waits for its code, too.
  void ending(std::string_view id);
  void ended(std::string_view id);
  // Closes every session, and waits until none of their code runs.
  void close_all(const Bye& why);

  std::size_t size() const;
  const std::shared_ptr<const RegistryOptions>& options() const noexcept { return options_; }
  AssetTable& assets() noexcept { return assets_; }

  static std::shared_ptr<SessionRegistry> current();
  class Scope {
   public:
    explicit Scope(std::shared_ptr<SessionRegistry> registry);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    std::shared_ptr<SessionRegistry> before_;
  };

 private:
  const std::shared_ptr<const RegistryOptions> options_;
  AssetTable assets_;
  mutable std::mutex mutex_;
  using Sessions = std::unordered_map<std::string_view, std::shared_ptr<Session>>;  // keys are their own ids
  Sessions sessions_;
  Sessions ending_;
  bool closed_ = false;
  std::once_flag follows_policy_;
};

}  // namespace bonito::detail
