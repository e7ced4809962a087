// HostEnd: what a ProxyHost is made of. Thread: as there.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bonito/session/proxy.hpp"
#include "session/relay.hpp"
#include "session/relayed_downloads.hpp"
#include "session/session_registry.hpp"

namespace bonito::detail {

class HostEnd : public std::enable_shared_from_this<HostEnd> {
 public:
  HostEnd(std::shared_ptr<Channel> channel, ProxyHostOptions options)
      : options_(options),
        line_(std::make_shared<ProxyLine>(std::move(channel))),
        downloads_(std::make_shared<RelayedDownloads>(line_, options.render_within)) {}

  // A session of this registry, which the worker's app has, and its element. It may ask for files under `to_root`; if
  // there is none, they are relative to the request's path. Throws Failure.
  struct Shown {
    std::shared_ptr<Session> session;
    std::string html;
  };
  Shown show(SessionRegistry& registry, const std::string& name, const Visit& visit,
             std::optional<std::string> to_root = {});

  bool is_open() const;
  void process_message(BytesView message);
  void writable() { line_->writable(); }
  void closed();  // harmless twice

 private:
  struct Asked {
    const std::string& name;
    const std::string& to_root;
    const std::string& downloads;
    const Request& request;
  };
  Result<Relay::Rendered> render(Relay& relay, const Asked& asked);
  std::shared_ptr<Relay> begin(const std::shared_ptr<Session>& session);
  void ask(std::uint32_t app, const Asked& asked);
  void obey(const LineMessage& message);
  void keep(const LineMessage& message);
  std::shared_ptr<Relay> relay(std::uint32_t app) const;
  std::vector<std::shared_ptr<Relay>> relays() const;
  void forget(std::uint32_t app);

  const ProxyHostOptions options_;
  const std::shared_ptr<ProxyLine> line_;
  const std::shared_ptr<RelayedDownloads> downloads_;
  mutable std::mutex mutex_;
  std::map<std::uint32_t, std::weak_ptr<Relay>> relays_;  // guarded by mutex_
  std::uint32_t newest_ = 0;                              // guarded by mutex_: apps are counted from 1
  bool closed_ = false;                                   // guarded by mutex_
  int waits_ = 0;                                         // guarded by mutex_: for the worker to render
  bool silent_ = false;                  // guarded by mutex_: one of them was in vain, and it has said nothing since
  std::map<std::string, Asset> assets_;  // the worker's; what the line says changes them
  std::size_t asset_bytes_ = 0;          // of these
};

}  // namespace bonito::detail
