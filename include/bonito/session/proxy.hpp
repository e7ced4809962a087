// Proxy: an app that lives in one process, the worker, stands in a page that another one serves, the host.
//
//   ProxyWorker worker(line);                                   // in the worker
//   worker.serve("gauge", gauge_app);
//   while (read(message)) worker.process_message(message);
//   worker.closed();
//
//   ProxyHost worker(line);                                     // in the host
//   std::jthread reader([&] { while (read(message)) worker.process_message(message); worker.closed(); });
//   server.route("/", App([&] { return dom::main(dom::h1("Plant"), worker.app("gauge")); }));
//   reply(page_of_ours + server.embed(worker.app("gauge"), visit));   // or in a page of somebody else's
//
// The line between them is a Channel of yours: it moves whole binary messages both ways, in order, until it breaks.
// What it brings goes to process_message, one message at a time; writable() says that what was congested has room,
// closed() that it has ended. docs/guides/extending.md has one.
//
// A remote app has a session in each process. The host's admits the browser as any session of its server does, and
// passes on what is said, unread; the worker's, whose connection is a ProxyConnection, is the page's other side. So the
// browser knows of one server only, and of one id, the host's; what it lost while the line of the browser was cut, the
// worker says again. Assets of the worker go over the line once, before the first page names them, and the host serves
// them under its "_bonito/" for as long as a page shows them. Downloads are asked for there, too: the host fetches what
// the browser asks for, ranges and all, piece by piece as the browser takes them; render_within is how long the worker
// may be silent before a piece. A remote app that is a node lives as long as the session that shows it. What its
// function is given is the request that app() or embed() was called with, and the identity and address of the host's
// visitor.
//
// The host trusts its workers: what they render is part of its page, scripts and all.
//
// When the line breaks, the remote apps in the host's pages say that they are no longer connected, and the host lives
// on: give a new line to a new ProxyHost. The worker's sessions end.
//
// Owner: whoever made it; the destructor ends what goes over the line. Thread: any; process_message one call at a time.
// An app is rendered by the worker while the host's page waits for it, at most render_within. Failure: a remote app
// that cannot be shown is an alert in its place, and logged; Server::embed and Pages::embed throw Failure: what the
// worker's app threw as Errc::app, or Errc::timeout, Errc::closed, Errc::not_found, Errc::refused. Who breaks the
// line's rules is logged, and the line is closed.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "bonito/session/app.hpp"
#include "bonito/session/channel.hpp"
#include "bonito/session/session_limits.hpp"
#include "bonito/web/request.hpp"

namespace bonito {

namespace detail {
class HostEnd;
class WorkerEnd;
class SessionRegistry;
}  // namespace detail

struct ProxyWorkerOptions {
  bool development = false;  // show errors in detail to whoever meets them
  SessionLimits limits = {};
};

class ProxyWorker {
 public:
  explicit ProxyWorker(std::shared_ptr<Channel> line, ProxyWorkerOptions options = {});
  ~ProxyWorker();  // waits for running code of its sessions; not from it
  ProxyWorker(const ProxyWorker&) = delete;
  ProxyWorker& operator=(const ProxyWorker&) = delete;

  ProxyWorker& serve(std::string name, App app);  // an equal name is replaced
  std::size_t sessions() const;

  // What the line says.
  void process_message(BytesView message);
  void writable();
  void closed();

 private:
  const std::shared_ptr<detail::WorkerEnd> end_;
};

// An app of a worker, as a node of a live page, or for Server::embed and Pages::embed. A handle.
class RemoteApp {
 public:
  friend Node to_node(Session& session, const RemoteApp& app);

 private:
  friend class ProxyHost;
  friend class Pages;
  friend class Server;
  RemoteApp(std::shared_ptr<detail::HostEnd> end, std::string name, Request request)
      : end_(std::move(end)), name_(std::move(name)), request_(std::move(request)) {}
  // In a session of this registry.
  std::string embed(detail::SessionRegistry& registry, const Visit& visit) const;

  std::shared_ptr<detail::HostEnd> end_;
  std::string name_;
  Request request_;
};

struct ProxyHostOptions {
  std::chrono::milliseconds render_within{30'000};
  std::size_t asset_bytes = 256u << 20;  // of the worker's, at once
};

class ProxyHost {
 public:
  explicit ProxyHost(std::shared_ptr<Channel> line, ProxyHostOptions options = {});
  ~ProxyHost();
  ProxyHost(const ProxyHost&) = delete;
  ProxyHost& operator=(const ProxyHost&) = delete;

  RemoteApp app(std::string name, Request request = {}) const;
  bool is_open() const;  // false when the line has ended

  // What the line says.
  void process_message(BytesView message);
  void writable();
  void closed();

 private:
  const std::shared_ptr<detail::HostEnd> end_;
};

}  // namespace bonito
