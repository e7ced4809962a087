#include "bonito/host/server.hpp"

#include <condition_variable>
#include <mutex>

#include "bonito/base/log.hpp"
#include "bonito/http/http_server.hpp"
#include "host/page_files.hpp"
#include "host/signals.hpp"
#include "host/websocket_connection.hpp"
#include "session/session_core.hpp"
#include "session/worker_pool.hpp"

namespace bonito {
namespace {

using detail::SessionCore;
using detail::SessionRegistry;

constexpr std::string_view own_prefix = "/_bonito/";
constexpr std::string_view socket_prefix = "/_bonito/ws/";
constexpr std::size_t most_running_requests = 4096;

Response plain(int status, std::string sentence) {
  return {.status = status, .body = std::move(sentence), .headers = {{"Content-Type", "text/plain; charset=utf-8"}}};
}

// "example.org:8080" of "https://example.org:8080/panel/".
std::string_view authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find('/'));
}

// How many requests handlers are answering, so that a server can wait for them.
class Running {
 public:
  bool begin() {
    const std::lock_guard lock(mutex_);
    if (count_ >= most_running_requests) return false;
    ++count_;
    return true;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    --count_;
    none_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
};

}  // namespace

struct Server::Impl {
  explicit Impl(ServerOptions chosen)
      : options(std::move(chosen)),
        registry(std::make_shared<SessionRegistry>(detail::RegistryOptions{.development = options.development,
                                                                           .script_url = detail::client_script_url(),
                                                                           .icon_url = detail::client_icon_url()})),
        http({.host = options.host, .port = options.port},
             {.on_request = [this](Request request,
                                   http::Respond respond) { answer(std::move(request), std::move(respond)); },
              .on_upgrade = [this](const Request& request, const http::Decide& decide) { decide(upgrade(request)); }}) {
  }

  // On an I/O thread: what is at hand is answered at once, the rest by a worker.
  void answer(Request request, http::Respond respond) {
    if (request.path.starts_with(own_prefix)) {
      return respond(detail::serve_page_file(request, request.path.substr(own_prefix.size()), registry->assets()));
    }
    if (!running.begin()) return respond(plain(503, "This server is answering as many requests as it can. Try again."));
    detail::WorkerPool::get().post([this, request = std::move(request), respond = std::move(respond)]() mutable {
      {
        const SessionRegistry::Scope scope(registry);
        respond(router.answer(request));
      }
      respond = nullptr;
      running.end();
    });
  }

  http::UpgradeAnswer upgrade(const Request& request) {
    if (!request.path.starts_with(socket_prefix)) return plain(404, "There is no WebSocket here.");
    if (!same_origin(request)) {
      return plain(403,
                   "A page of another origin may not connect here. Behind a proxy, set ServerOptions::public_url.");
    }
    auto session = registry->find(std::string_view(request.path).substr(socket_prefix.size()));
    if (!session) return refuse_unknown_session();
    return accept(session);
  }

  bool same_origin(const Request& request) const {
    const auto origin = find_header(request.headers, "Origin");
    if (origin.empty()) return true;  // no browser: those always say
    const auto authority = authority_of(origin);
    return !authority.empty() &&
           (authority == find_header(request.headers, "Host") || authority == authority_of(options.public_url));
  }

  // The handshake succeeds, because a page can read a close code and no status.
  http::UpgradeAnswer refuse_unknown_session() const {
    http::Accept accept;
    accept.events.on_open = [](const std::shared_ptr<http::WebSocket>& socket) {
      socket->close({detail::close_code(ByeCode::unknown_session),
                     "This server does not know the session, or no more. Reload the page."});
    };
    return accept;
  }

  http::UpgradeAnswer accept(const std::shared_ptr<Session>& session) const {
    struct Link {
      std::weak_ptr<Session> session;
      std::shared_ptr<http::WebSocket> socket;
      std::uint64_t number = 0;
    };
    auto link = std::make_shared<Link>();
    link->session = session;
    http::Accept accept;
    accept.options.compression = options.compression;
    accept.events.on_open = [link](std::shared_ptr<http::WebSocket> socket) {
      if (const auto open = link->session.lock()) {
        link->socket = socket;
        link->number =
            SessionCore::of(*open).connect_with(std::make_shared<detail::WebSocketConnection>(std::move(socket)));
      } else {
        socket->close();
      }
    };
    accept.events.on_message = [link](http::Opcode opcode, BytesView frame) {
      const auto open = link->session.lock();
      if (!open) return;
      if (opcode == http::Opcode::text) return link->socket->close({1003, "Frames are binary messages."});
      SessionCore::of(*open).process_message(frame, link->number);
    };
    accept.events.on_drained = [link] {
      if (const auto open = link->session.lock()) SessionCore::of(*open).writable();
    };
    accept.events.on_close = [link](const http::CloseReason&) {
      if (const auto open = link->session.lock()) SessionCore::of(*open).soft_close(link->number);
      link->socket.reset();
    };
    return accept;
  }

  const ServerOptions options;
  const std::shared_ptr<SessionRegistry> registry;
  Router router;
  Running running;
  detail::Wakeup closed;
  http::HttpServer http;  // last: it calls what stands above
};

Server::Server(ServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {
  route("/favicon.ico", [](const Visit&) { return detail::serve_favicon(); });
}
Server::~Server() { close(); }

Server& Server::route(Pattern pattern, Handler handler) {
  impl_->router.add(std::move(pattern), std::move(handler));
  return *this;
}

std::uint16_t Server::port() const noexcept { return impl_->http.port(); }
std::size_t Server::sessions() const { return impl_->registry->size(); }

std::string Server::url(std::string_view path) const {
  const std::string& host = impl_->options.host;
  const bool everywhere = host == "0.0.0.0" || host == "::";
  const bool six = host.find(':') != std::string::npos && !everywhere;
  const std::string shown = everywhere ? "127.0.0.1" : six ? "[" + host + "]" : host;
  return "http://" + shown + ":" + std::to_string(port()) + std::string(path);
}

void Server::wait() {
  impl_->closed.wait();
  close();
}

void Server::close() noexcept {
  const bool in_handler = SessionRegistry::current() || detail::Strand::is_any_current();
  if (in_handler) return impl_->closed.wake();
  impl_->registry->close_all({ByeCode::shutdown, "The program is ending."});
  impl_->http.close();
  impl_->running.wait();
  impl_->closed.wake();
}

}  // namespace bonito
