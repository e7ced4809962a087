// WorkerEnd: what a ProxyWorker is made of. Thread: as there.
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bonito/session/proxy.hpp"
#include "session/few_at_once.hpp"
#include "session/proxy_connection.hpp"
#include "session/session_registry.hpp"
#include "session/worker_downloads.hpp"

namespace bonito::detail {

class WorkerEnd : public std::enable_shared_from_this<WorkerEnd> {
 public:
  WorkerEnd(std::shared_ptr<Channel> channel, const ProxyWorkerOptions& options);

  void serve(std::string name, App app);
  std::size_t sessions() const { return registry_->size(); }
  void process_message(BytesView message);
  void writable() { line_->writable(); }
  void closed();  // harmless twice
  void end();     // closed, and none of its sessions' code runs any more

 private:
  struct Asked {
    std::uint32_t app;
    std::string name;
    std::string to_root;
    std::string downloads;
    Request request;
  };
  void obey(const LineMessage& message);
  void begin(Asked asked);
  void render(const Asked& asked, const std::shared_ptr<ProxyConnection>& connection,
              const std::shared_ptr<ProxyAssetServer>& assets);
  // Runs the program's code, which end() waits for; none after that.
  void work(std::function<void()> job);
  Response serve_download(std::uint32_t app, const Request& request, const std::string& key);
  std::optional<App> app(const std::string& name) const;
  std::shared_ptr<ProxyConnection> connection(std::uint32_t app) const;

  const bool development_;
  const std::shared_ptr<ProxyLine> line_;
  const std::shared_ptr<AnnouncedAssets> assets_;
  const std::shared_ptr<SessionRegistry> registry_;
  mutable std::mutex mutex_;
  std::condition_variable rested_;
  std::map<std::string, App> apps_;                                        // guarded by mutex_
  std::map<std::uint32_t, std::shared_ptr<ProxyConnection>> connections_;  // guarded by mutex_: by the host's numbers
  std::size_t working_ = 0;                                                // guarded by mutex_
  bool closed_ = false;                                                    // guarded by mutex_
  FewAtOnce reading_{64, [this](std::function<void()> job) { work(std::move(job)); }};  // as a server does
  WorkerDownloads downloads_{line_, [this](std::function<void()> job) { reading_.post(std::move(job)); }};
};

}  // namespace bonito::detail
