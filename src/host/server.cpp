#include "bonito/host/server.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "base/longest_wait.hpp"
#include "bonito/base/log.hpp"
#include "bonito/http/http_server.hpp"
#include "bonito/session/proxy.hpp"
#include "bonito/web/error_page.hpp"
#include "host/session_socket.hpp"
#include "host/session_stream.hpp"
#include "host/signals.hpp"
#include "session/complaints.hpp"
#include "session/doorkeeper.hpp"
#include "session/embedding.hpp"
#include "session/few_at_once.hpp"
#include "session/page_files.hpp"
#include "session/session_core.hpp"
#include "session/worker_pool.hpp"
#include "web/connect_rules.hpp"
#include "web/own_names.hpp"

namespace bonito {
namespace {

using detail::SessionCore;
using detail::SessionRegistry;

constexpr std::string_view own_prefix = "/_bonito/";
constexpr std::string_view socket_prefix = "/_bonito/ws/";
constexpr std::string_view stream_prefix = "/_bonito/stream/";
constexpr std::size_t most_running_requests = 4096;
constexpr std::string_view too_busy = "This server is answering as many requests as it can. Try again.";

Bye the_end() { return {ByeCode::shutdown, "The program is ending."}; }

Response plain(int status, std::string sentence) {
  return {.status = status, .body = std::move(sentence), .headers = {{"Content-Type", "text/plain; charset=utf-8"}}};
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
  void begin_anyway() {
    const std::lock_guard lock(mutex_);
    ++count_;
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

// How somebody who asks for a session is answered, by whichever way they came.
struct Door {
  std::function<void(Response)> turn_away;  // a stranger, or when it is too busy
  std::function<void(Bye)> refuse;          // with a reason that the page can read
  std::function<void(const std::shared_ptr<Session>&)> let_in;
};

detail::ConnectOptions connect_options(const ServerOptions& options) {
  auto names = detail::own_names();
  names.push_back(options.host);
  return {.public_url = options.public_url, .allowed_hosts = options.allowed_hosts, .own_names = std::move(names)};
}

}  // namespace

struct Server::Impl {
  explicit Impl(ServerOptions chosen)
      : options(std::move(chosen)),
        proxies(options.trusted_proxies),
        rules(connect_options(options)),
        identify(options.identify ? std::make_shared<const Identify>(options.identify) : nullptr),
        registry(
            std::make_shared<SessionRegistry>(detail::RegistryOptions{.development = options.development,
                                                                      .limits = options.limits,
                                                                      .ask_after = detail::bounded(options.ask_after),
                                                                      .asset_origins = options.asset_origins,
                                                                      .has_streams = true})),
        http({.host = options.host, .port = options.port, .ping_interval = detail::bounded(options.ask_after)},
             {.on_request = [this](Request request,
                                   http::Respond respond) { answer(std::move(request), std::move(respond)); },
              .on_upgrade = [this](Request request,
                                   http::Decide decide) { upgrade(std::move(request), std::move(decide)); },
              .on_work = [this](std::function<void()> job) { pulls.post(std::move(job)); }}) {}

  // On an I/O thread: what is at hand is answered at once, the rest by a worker. A page that looks for the server asks
  // for its script.
  void answer(Request request, http::Respond respond) {
    if (request.path.starts_with(stream_prefix)) return stream(std::move(request), std::move(respond));
    const bool is_own = request.path.starts_with(own_prefix);
    const auto serve_own = [this](const Request& asked) {
      // Of a page that was rendered for somebody its assets are theirs, too.
      const auto who = [&](const std::shared_ptr<const Identify>& how) {
        const auto known = find_identity(asked, how ? how : identify);
        return known ? known->identity : std::string();
      };
      return detail::serve_page_file(asked, asked.path.substr(own_prefix.size()), *registry, who);
    };
    if (is_own && detail::is_at_hand(request.path.substr(own_prefix.size()))) return respond(serve_own(request));
    if (!running.begin()) return respond(plain(503, std::string(too_busy)));
    request.client = proxies.read(request).client;
    if (is_own) {
      return work([=, request = std::move(request), respond = std::move(respond)] { respond(serve_own(request)); });
    }
    work([this, request = std::move(request), respond = std::move(respond)]() mutable {
      const auto known = find_identity(std::move(request), identify);
      respond(known ? router.answer(*known)
                    : error_page(500, "The program behind this page could not answer. Its log says why."));
    });
  }

  // On an I/O thread.
  void upgrade(Request request, http::Decide decide) {
    if (!request.path.starts_with(socket_prefix)) return decide(plain(404, "There is no WebSocket here."));
    const auto forwarded = proxies.read(request);
    request.client = forwarded.client;
    Door door{
        .turn_away = decide,
        .refuse = [decide](Bye why) { decide(detail::refuse_socket(std::move(why))); },
        .let_in = [this, decide, query = request.query](
                      const auto& session) { decide(detail::connect_socket(session, query, options.compression)); }};
    if (is_stranger("A WebSocket", request, rules.check(request, forwarded), door)) return;
    admit(std::move(request), socket_prefix, std::move(door));
  }

  // On an I/O thread. A POST need not be asked who sends it: its token says that it reads the stream.
  void stream(Request request, http::Respond respond) {
    const bool posts = request.method == "POST";
    if (!posts && request.method != "GET") {
      return respond({.status = 405, .body = "Streams answer GET and POST.\n", .headers = {{"Allow", "GET, POST"}}});
    }
    const auto forwarded = proxies.read(request);
    request.client = forwarded.client;
    Door door{.turn_away = respond,
              .refuse = [respond](const Bye& why) { respond(detail::SessionStreams::refuse(why)); },
              .let_in = [this, respond](const auto& session) { respond(streams.connect(session)); }};
    if (posts) door.refuse = [respond](const Bye& why) { respond(plain(403, why.reason)); };
    if (is_stranger("A stream", request, rules.check_fetch(request, forwarded), door)) return;
    if (!posts) return admit(std::move(request), stream_prefix, std::move(door));
    streams.receive(std::string_view(request.path).substr(stream_prefix.size()), request, std::move(respond));
  }

  bool is_stranger(std::string_view what, const Request& request, std::optional<detail::Refusal> refusal,
                   const Door& door) {
    if (!refusal) return false;
    complaints.say(std::string(what) + " from " + request.client + " was refused: " + refusal->sentence);
    if (refusal->stranger == detail::Refusal::Stranger::origin) {
      door.turn_away(plain(403, "A page of another origin may not connect here."));
    } else {
      door.refuse({ByeCode::refused, std::move(refusal->sentence)});
    }
    return true;
  }

  // On an I/O thread: whom nobody has to be asked about is let in, or not, at once.
  void admit(Request request, std::string_view prefix, Door door) {
    auto [session, refusal] = detail::find_admissible(*registry, std::string_view(request.path).substr(prefix.size()));
    if (!session) return door.refuse(std::move(refusal));
    auto how = SessionCore::of(*session).visitor().identify;
    if (!how) how = identify;
    if (!how) return welcome(session, request, door);
    if (!running.begin()) return door.turn_away(plain(503, std::string(too_busy)));
    work([this, request = std::move(request), door = std::move(door), session = std::move(session),
          how = std::move(how)]() mutable { welcome(session, find_identity(std::move(request), how), door); });
  }

  // Only who the page was rendered for may see it.
  void welcome(const std::shared_ptr<Session>& session, const std::optional<Request>& request, const Door& door) {
    if (!request) {
      return door.refuse({ByeCode::refused, "This server could not find out who asks. Its log says why."});
    }
    auto admission = detail::admit_visitor(session, request->identity);
    if (!admission.session) {
      complaints.say("Somebody at " + request->client + " was refused: their page was rendered for somebody else.");
      return door.refuse(std::move(admission.refusal));
    }
    door.let_in(session);
  }

  // The request with the identity of who asks; nothing if `how` throws.
  static std::optional<Request> find_identity(Request request, const std::shared_ptr<const Identify>& how) {
    if (!how) return request;
    std::string why = "an exception that is no std::exception";
    try {
      request.identity = (*how)(request);
      return request;
    } catch (const std::exception& failure) {
      why = failure.what();
    } catch (...) {
      // `why` says already all that is known.
    }
    log(LogLevel::error, LogOwner::app, "The function that identifies visitors threw: " + why);
    return std::nullopt;
  }

  // Does the job on a worker, which may block. What the job holds goes before the server may.
  void work(std::function<void()> job) {
    detail::WorkerPool::get().post([this, job = std::move(job)]() mutable {
      {
        const SessionRegistry::Scope scope(registry);
        job();
      }
      job = nullptr;
      running.end();
    });
  }

  const ServerOptions options;
  const detail::TrustedProxies proxies;
  const detail::ConnectRules rules;
  const std::shared_ptr<const Identify> identify;  // null: nobody is asked for a name
  const std::shared_ptr<SessionRegistry> registry;
  detail::Embedding embedding{registry};
  Router router;
  Running running;
  // Bodies that are read while they are sent: what makes them may block, and sessions need threads, too. One begins
  // before the other has ended, so running waits for all.
  detail::FewAtOnce pulls{64, [this](std::function<void()> job) {
                            running.begin_anyway();
                            work(std::move(job));
                          }};
  detail::SessionStreams streams;
  detail::Complaints complaints;
  detail::Wakeup closed;
  http::HttpServer http;  // last: it calls what stands above
};

Server::Server(ServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {
  if (impl_->options.development) impl_->registry->watch_files();
  route("/favicon.ico", [](const Visit& visit) { return detail::serve_favicon(visit.request); });
}
Server::~Server() { close(); }

Server& Server::route(Pattern pattern, Handler handler) {
  impl_->router.add(std::move(pattern), std::move(handler));
  return *this;
}

std::string Server::embed(const App& app, const Visit& visit) { return impl_->embedding.show(app, visit); }

std::string Server::embed(const RemoteApp& app, const Visit& visit) { return app.embed(*impl_->registry, visit); }

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
  impl_->registry->close_all(the_end());
  impl_->http.close();
  impl_->running.wait();
  impl_->closed.wake();
}

}  // namespace bonito
