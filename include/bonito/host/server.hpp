// Server: pages on a port, with everything they need.
//
//   Server server{{.port = 8080}};
//   server.route("/", app);
//   std::cout << "Listening on " << server.url() << std::endl;
//   server.wait();   // until Ctrl-C, SIGTERM, or close()
//
// Who may connect is checked at every socket, in development too: docs/guides/security.md.
//
// Owner: whoever made it; the destructor closes. Thread: any. Handlers, and `identify`, run on worker
// threads and may block. Failure: the constructor throws Failure: Errc::in_use when the port is taken,
// Errc::io when the address cannot be used, Errc::usage when an option cannot be meant, each with a sentence
// that says what to do.
#pragma once
#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/session/app.hpp"
#include "bonito/session/session_limits.hpp"
#include "bonito/web/handler.hpp"
#include "bonito/web/router.hpp"

namespace bonito {

class RemoteApp;

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;    // 0: any free one
  std::string public_url = "";  // how browsers reach us, behind a proxy: "https://example.org/panel/"
  // Show errors in detail to whoever meets them, and load pages anew when a file of their assets changes.
  bool development = false;
  bool compression = false;  // permessage-deflate on WebSockets: fewer bytes, more CPU and memory
  // Public names under which browsers reach us with no proxy between: "panel.example.org".
  std::vector<std::string> allowed_hosts = {};
  // The proxies whose X-Forwarded-For, -Host and -Proto, or Forwarded, count: "127.0.0.1", "10.0.0.0/8".
  std::vector<std::string> trusted_proxies = {};
  SessionLimits limits = {};
  // After so long without a word each side asks the other whether it is there, and takes the line for lost if no
  // answer comes (the browser waits half of this, at most 10 s; the server once more this). Less than what a proxy
  // between allows for silence.
  std::chrono::milliseconds ask_after{20'000};
  // Pages of these origins, "https://example.org", may read our assets: Access-Control-Allow-Origin. "*": of any.
  std::vector<std::string> asset_origins = {};
  // Who asks, for Request::identity. Only a socket that asks as the same one may connect to a page.
  Identify identify = {};

  // What --host, --port and --development say, on top of these. Throws Failure{Errc::usage} with a
  // sentence and the usage for anything else, so that main() can print it and return 1.
  ServerOptions with_arguments(int argc, const char* const* argv) const;
};

class Server {
 public:
  explicit Server(ServerOptions options = {});  // listens at once
  ~Server();                                    // closes, then waits for running handlers; not from one
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The most specific pattern wins; an equal one is replaced. "/_bonito/…" is the library's own.
  Server& route(Pattern pattern, Handler handler);
  // Anything else does not compile, for this reason.
  template <class F>
  requires(!std::convertible_to<F, Handler>) Server& route(const Pattern&, const F&) {
    static_assert(std::convertible_to<F, Handler>,
                  "a route leads to an App or to a function from const Visit& to Response: make an App of what makes a "
                  "page, App([] { return dom::p(\"Hello\"); })");
    return *this;
  }

  // An app as an element to be put into a page that a handler of yours makes: see Pages::embed.
  std::string embed(const App& app, const Visit& visit);
  std::string embed(const RemoteApp& app, const Visit& visit);  // of another process: bonito/session/proxy.hpp

  std::uint16_t port() const noexcept;
  std::string url(std::string_view path = "/") const;  // "http://127.0.0.1:8080/"
  std::size_t sessions() const;                        // pages that are open, or may come back

  // Until SIGINT or SIGTERM comes, or another thread calls close(); the server is closed when it
  // returns. While it waits, these signals do not end the process by themselves.
  void wait();
  // Harmless twice. Waits for running handlers; so, called from a handler, it only asks: wait() returns,
  // and closes.
  void close() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bonito
