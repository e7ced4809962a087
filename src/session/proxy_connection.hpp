// ProxyConnection: how a worker's session and its page reach each other: over the line, by the sockets that the host
// has. And ProxyAssetServer: the host serves the page's assets, and passes on what its downloads are asked for.
//
// Owner: the session, and the worker's end of the line until the session has ended on both sides. Thread: what a
// Channel has, from any; what the line says, one call at a time. Failure: none; when the line has ended, nothing is
// taken.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "bonito/session/asset_server.hpp"
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/websocket_handler.hpp"
#include "session/proxy_line.hpp"

namespace bonito::detail {

// Which assets the host has, and how many of the worker's apps show each. Thread: any.
class AnnouncedAssets : public std::enable_shared_from_this<AnnouncedAssets> {
 public:
  explicit AnnouncedAssets(std::shared_ptr<ProxyLine> line) : line_(std::move(line)) {}
  // Until what this gives back goes, the app shows it. Once for each app.
  std::shared_ptr<const void> show(std::uint32_t app, const Asset& asset);

 private:
  struct Showing {
    ~Showing() { all->hide(key); }
    const std::shared_ptr<AnnouncedAssets> all;
    const std::string key;
  };
  void hide(const std::string& key);

  const std::shared_ptr<ProxyLine> line_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> shown_;  // guarded by mutex_, which decides the order on the line, too
};

// On the strand.
class ProxyAssetServer final : public AssetServer {
 public:
  ProxyAssetServer(std::uint32_t app, std::string downloads, std::shared_ptr<AnnouncedAssets> announced)
      : app_(app), downloads_(std::move(downloads)), announced_(std::move(announced)) {}
  std::string url(Session& session, const Asset& asset) override;
  std::string download_url(Session& session, const Download& download) override;

 private:
  std::shared_ptr<const void> show(const Asset& asset);

  const std::uint32_t app_;
  const std::string downloads_;  // how the host knows that one is of this app
  const std::shared_ptr<AnnouncedAssets> announced_;
  std::map<std::string, std::weak_ptr<const void>> shown_;  // which all elements of the page share
};

// One of the host's sockets, as the session sees it. At most `ahead` is on its way to the browser before the host says
// what the browser has taken, so a slow one fills neither the line nor the host.
class RelayedSocket final : public Channel {
 public:
  RelayedSocket(std::shared_ptr<ProxyLine> line, std::uint32_t app, std::uint32_t number, bool notices_loss)
      : line_(std::move(line)), app_(app), number_(number), notices_loss_(notices_loss) {}

  Sent write(Payload frame) override;
  bool is_open() const noexcept override { return !closed_ && line_->is_open(); }
  bool notices_loss() const noexcept override { return notices_loss_; }
  bool hold_back(bool on) noexcept override;
  void open() override;
  void close() noexcept override { close_because({}); }
  void close_because(const Bye& bye) noexcept override;

  // What the host says.
  bool taken(std::uint64_t weight);  // true if there is room again
  void came(std::uint64_t weight);   // a frame, which the session has been given
  void ended() noexcept { closed_ = true; }

 private:
  const std::shared_ptr<ProxyLine> line_;
  const std::uint32_t app_;
  const std::uint32_t number_;
  const bool notices_loss_;
  std::atomic<bool> closed_ = false;
  std::mutex mutex_;
  std::uint64_t ahead_ = 0;        // guarded by mutex_: sent, and not taken
  bool congested_ = false;         // guarded by mutex_
  bool held_back_ = false;         // guarded by mutex_
  std::uint64_t given_later_ = 0;  // guarded by mutex_: what came meanwhile
};

class ProxyConnection final : public FrontendConnection {
 public:
  ProxyConnection(std::shared_ptr<ProxyLine> line, std::uint32_t app) : line_(std::move(line)), app_(app) {}

  // The page connects to the host, which says how.
  Js setup_connection(Session& session) override;
  Sent write(Payload frame) override { return handler_.write(std::move(frame)); }
  bool is_open() const noexcept override { return handler_.is_open(); }
  void close() noexcept override { handler_.close(); }

  // The host may know of the session: it has been rendered.
  void announce(Payload rendered);
  // What the host says.
  void connect(std::uint32_t socket, bool notices_loss);
  void process_message(std::uint32_t socket, BytesView frame);
  void taken(std::uint32_t socket, std::uint64_t weight);
  void lost(std::uint32_t socket);
  void end();                                // the host's session has ended, or the line
  std::shared_ptr<Session> session() const;  // null if it has ended

 private:
  struct Attached {
    std::shared_ptr<RelayedSocket> socket;
    Attachment attachment;
  };
  void session_ended();
  Attached attached(std::uint32_t socket) const;

  const std::shared_ptr<ProxyLine> line_;
  const std::uint32_t app_;
  WebSocketHandler handler_;
  mutable std::mutex mutex_;
  std::map<std::uint32_t, Attached> sockets_;  // guarded by mutex_
  std::weak_ptr<Session> session_;             // guarded by mutex_
  bool announced_ = false;                     // guarded by mutex_
  bool ended_ = false;                         // guarded by mutex_: here
  bool unwanted_ = false;                      // guarded by mutex_: there
};

}  // namespace bonito::detail
