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

#include "bonito/base/timer.hpp"
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/session_limits.hpp"
#include "bonito/web/request.hpp"
#include "session/asset_table.hpp"
#include "session/complaints.hpp"
#include "session/download_table.hpp"
#include "session/remote_downloads.hpp"
#include "session/unconnected_sessions.hpp"
#include "session/visitor.hpp"

namespace bonito {
class AssetServer;
class Session;
}  // namespace bonito

namespace bonito::detail {

struct RegistryOptions {
  bool development = false;  // show errors in detail to whoever made them
  SessionLimits limits = {};
  std::chrono::milliseconds ask_after{20'000};        // without a word
  std::chrono::milliseconds embedded_within{30'000};  // a page that was loaded anew shows the apps that it had
  // Pages of these origins may read our assets, too: Access-Control-Allow-Origin. "*": of any.
  std::vector<std::string> asset_origins = {};
  bool has_streams = false;  // "_bonito/stream/ID" is answered
};

// What a session is made with.
struct Parts {
  std::shared_ptr<FrontendConnection> connection;
  std::shared_ptr<AssetServer> asset_server;
};
Parts registered_parts(const Request& request);  // of the kinds that are registered

class SessionRegistry : public std::enable_shared_from_this<SessionRegistry> {
 public:
  explicit SessionRegistry(RegistryOptions options = {})
      : options_(std::make_shared<const RegistryOptions>(std::move(options))),
        unconnected_(options_->limits.max_unconnected, options_->limits.max_unconnected_per_address) {}

  // A fresh session for this visitor, kept here until it closes; null when there are too many, and after
  // close_all(). It may have to end the oldest one that no browser has connected to.
  std::shared_ptr<Session> make(const Visit& visit) { return make(visit, registered_parts(visit.request)); }
  std::shared_ptr<Session> make(const Visit& visit, Parts parts);
  // Null if there is none. It takes as long for a guess that is almost right as for one that is not.
  std::shared_ptr<Session> find(std::string_view id) const;
  std::vector<std::shared_ptr<Session>> all() const;
  void connected(std::string_view id);  // a browser has connected to it for the first time
  // A session that closes is found no more; until it has ended, close_all() waits for its code, too.
  void ending(std::string_view id);
  void ended(std::string_view id);
  // In development: pages whose assets' files change load themselves anew, as after a new start of the program. Call
  // it once.
  void watch_files();
  // Closes every session, and waits until none of their code runs.
  void close_all(const Bye& why);
  bool is_closed() const;  // has close_all() begun?

  std::size_t size() const;
  const std::shared_ptr<const RegistryOptions>& options() const noexcept { return options_; }
  AssetTable& assets() noexcept { return assets_; }
  DownloadTable& downloads() noexcept { return downloads_; }
  RemoteDownloads& remote_downloads() noexcept { return remote_downloads_; }
  Complaints& complaints() noexcept { return complaints_; }  // about what browsers send

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
  void end_pages_with(const std::vector<std::string>& keys);

  const std::shared_ptr<const RegistryOptions> options_;
  AssetTable assets_;
  DownloadTable downloads_;
  RemoteDownloads remote_downloads_;
  Complaints complaints_;
  mutable std::mutex mutex_;
  using Sessions = std::unordered_map<std::string_view, std::shared_ptr<Session>>;  // by half of their own ids
  Sessions sessions_;
  Sessions ending_;
  UnconnectedSessions unconnected_;
  bool closed_ = false;
  std::once_flag is_known_;
  Timer watch_;
};

}  // namespace bonito::detail
