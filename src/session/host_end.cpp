#include "session/host_end.hpp"

#include <exception>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/pages.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace detail {

namespace {

constexpr int most_waits = 64;  // of the host's threads, for one worker

Error line_has_ended() {
  return {Errc::closed, "The line to the worker has ended: give a new one to a new ProxyHost."};
}

}  // namespace

HostEnd::Shown HostEnd::show(SessionRegistry& registry, const std::string& name, const Visit& visit,
                             std::optional<std::string> to_root) {
  const auto session = registry.make(visit);
  if (!session)
    throw Failure({Errc::refused, "This server opens no more sessions now. Allow more, or try again later."});
  auto& core = SessionCore::of(*session);
  to_root ? core.tab().mounted_under(*to_root) : core.tab().mounted_at(visit.request.path);
  try {
    const auto relay = begin(session);
    const auto downloads = registry.remote_downloads().offer(
        {core.visitor(), [all = downloads_, app = relay->app()](const Request& request, std::string_view key) {
           return all->fetch(app, request, key);
         }});
    relay->keep(downloads);
    core.tab().link().tap(relay);
    if (!is_open()) throw Failure(line_has_ended());
    std::vector<Attribute> way;
    core.tab().strand()->run_here([&] {
      way = way_to_connect(core, session->connection()->setup_connection(*session));
      core.rendered();
    });
    auto answer = render(*relay, {name, core.tab().url(""), downloads->beginning, visit.request}).value();
    core.displayed();
    return {session, embedded_element(session->id(), answer.slot, way, std::move(answer.html))};
  } catch (...) {
    session->close();
    throw;
  }
}

// A worker that hangs must not keep all threads of the host.
Result<Relay::Rendered> HostEnd::render(Relay& relay, const Asked& asked) {
  {
    const std::lock_guard lock(mutex_);
    if (silent_) return Error{Errc::timeout, "The worker does not answer."};
    if (waits_ >= most_waits)
      return Error{Errc::refused, "The worker has more to render than it can. Try again later."};
    ++waits_;
  }
  ask(relay.app(), asked);
  auto answer = relay.wait(options_.render_within);
  const std::lock_guard lock(mutex_);
  --waits_;
  if (answer || answer.error().code != Errc::timeout || std::exchange(silent_, true)) return answer;
  log(LogLevel::error, LogOwner::app,
      "A worker did not answer in time. Until it says something, nobody waits for it: " + answer.error().message);
  return answer;
}

std::shared_ptr<Relay> HostEnd::begin(const std::shared_ptr<Session>& session) {
  const std::lock_guard lock(mutex_);
  if (closed_) throw Failure(line_has_ended());
  const auto app = ++newest_;
  auto relay = std::make_shared<Relay>(*session, app, line_, [weak = weak_from_this(), app] {
    if (const auto alive = weak.lock()) alive->forget(app);
  });
  relays_[app] = relay;
  return relay;
}

void HostEnd::ask(std::uint32_t app, const Asked& asked) {
  const auto& request = asked.request;
  line_->send(line_message(LineOp::render, app, Value(asked.name), Value(asked.to_root), Value(asked.downloads),
                           Value(request.method), Value(request.path), Value(request.query),
                           line_value(request.headers), Value(request.client), Value(request.identity)));
}

bool HostEnd::is_open() const {
  const std::lock_guard lock(mutex_);
  return !closed_ && line_->is_open();
}

std::shared_ptr<Relay> HostEnd::relay(std::uint32_t app) const {
  const std::lock_guard lock(mutex_);
  const auto found = relays_.find(app);
  return found == relays_.end() ? nullptr : found->second.lock();
}

std::vector<std::shared_ptr<Relay>> HostEnd::relays() const {
  std::vector<std::shared_ptr<Relay>> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [app, weak] : relays_) {
    if (auto relay = weak.lock()) all.push_back(std::move(relay));
  }
  return all;
}

void HostEnd::forget(std::uint32_t app) {
  const std::lock_guard lock(mutex_);
  relays_.erase(app);
}

void HostEnd::process_message(BytesView message) {
  if (!is_open()) return;
  {
    const std::lock_guard lock(mutex_);
    silent_ = false;
  }
  try {
    obey(LineMessage(message));
  } catch (const std::exception& failure) {
    log(LogLevel::error, LogOwner::network,
        std::string("The line to a worker is closed, which said what it may not: ") + failure.what());
    closed();
  }
}

void HostEnd::obey(const LineMessage& message) {
  switch (message.op()) {
    case LineOp::hello: {
      const auto [version] = message.read<std::uint32_t>();
      if (version != proxy_version) throw Failure({Errc::refused, "It is of another version of the library."});
      return;
    }
    case LineOp::rendered: {
      const auto [app, slot, size] = message.read<std::uint32_t, std::uint32_t, std::uint64_t>();
      const auto html = as_text(message.rest());
      if (size > html.size()) throw Failure({Errc::bad_payload, "An app's content is cut off."});
      if (const auto to = relay(app)) {
        to->rendered(Relay::Rendered{slot, {std::string(html.substr(0, size)), std::string(html.substr(size))}});
      }
      return;
    }
    case LineOp::failed: {
      const auto [app, code, why] = message.read<std::uint32_t, std::uint32_t, Value>();
      if (code > static_cast<std::uint32_t>(Errc::io) || !why.text()) {
        throw Failure({Errc::bad_payload, "A failure of no known kind came."});
      }
      if (const auto to = relay(app)) to->rendered(Error{static_cast<Errc>(code), *why.text()});
      return;
    }
    case LineOp::answer:
    case LineOp::piece:
    case LineOp::cut: return downloads_->obey(message);
    case LineOp::asset: return keep(message);
    case LineOp::withdrawn: {
      const auto [key] = message.read<std::string>();
      const auto gone = assets_.extract(key);
      if (!gone) return;
      asset_bytes_ -= gone.mapped().content().size();
      for (const auto& each : relays()) each->withdraw(key);
      return;
    }
    case LineOp::open: {
      const auto [app, socket] = message.read<std::uint32_t, std::uint32_t>();
      if (const auto to = relay(app)) to->opened(socket);
      return;
    }
    case LineOp::frame: {
      const auto [app, socket] = message.read<std::uint32_t, std::uint32_t>();
      if (const auto to = relay(app)) to->frame(socket, message.rest());
      return;
    }
    case LineOp::taken: {
      const auto [app, socket, weight] = message.read<std::uint32_t, std::uint32_t, std::uint64_t>();
      if (const auto to = relay(app)) to->taken(socket, weight);
      return;
    }
    case LineOp::close: {
      const auto [app, socket, code, why] = message.read<std::uint32_t, std::uint32_t, std::uint8_t, Value>();
      if (const auto to = relay(app)) to->closed(socket, {static_cast<ByeCode>(code), why.text() ? *why.text() : ""});
      return;
    }
    case LineOp::end: {
      const auto [app] = message.read<std::uint32_t>();
      const auto to = relay(app);
      forget(app);  // the end of the line does not overtake what its program said last
      if (to) to->session_ended({ByeCode::closed, "Its program has closed it."});
      return;
    }
    default: throw Failure({Errc::bad_payload, "Only a host says that."});
  }
}

void HostEnd::keep(const LineMessage& message) {
  const auto [app, key, mime, has_bytes] = message.read<std::uint32_t, std::string, std::string, bool>();
  auto known = assets_.find(key);
  if (has_bytes && known == assets_.end()) {
    const auto content = message.rest();
    asset_bytes_ += content.size();
    if (asset_bytes_ > options_.asset_bytes) {
      throw Failure({Errc::too_large, "Its pages show more than ProxyHostOptions::asset_bytes of assets."});
    }
    const auto name = key.find('-') == std::string::npos ? "" : key.substr(key.find('-') + 1);
    const Asset asset = Asset::bytes({content.begin(), content.end()}, mime, name);
    if (asset.key() != key || mime.find_first_of("\r\n") != std::string::npos)
      throw Failure({Errc::bad_payload, "An asset is not what it is said to be."});
    known = assets_.emplace(key, asset).first;
  }
  if (known == assets_.end()) throw Failure({Errc::bad_payload, "An asset was named that had never come."});
  if (const auto to = relay(app)) to->hold(known->second);
}

void HostEnd::closed() {
  decltype(relays_) relays;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closed_, true)) return;
    relays.swap(relays_);
  }
  line_->close();
  downloads_->end();
  if (!relays.empty()) {
    log(LogLevel::warning, LogOwner::network,
        "The line to a worker has ended, and with it " + std::to_string(relays.size()) +
            " apps in pages of this host.");
  }
  for (const auto& [app, weak] : relays) {
    if (const auto relay = weak.lock()) relay->close_session({ByeCode::closed, "Load the page anew."});
  }
}

}  // namespace detail

Node to_node(Session& session, const RemoteApp& app) {
  using namespace literals;
  auto& core = detail::SessionCore::of(session);
  const auto root = session.root();
  const auto registry = core.tab().registry();
  if (!root || !registry) return {};
  const auto& visitor = detail::SessionCore::of(*root).visitor();
  Request request = app.request_;
  request.identity = visitor.identity;
  request.client = visitor.client;
  try {
    auto shown = app.end_->show(*registry, app.name_, Visit{request, {}, visitor.identify}, core.tab().url(""));
    session.closed().on(session, [weak = shown.session->weak()] {
      if (const auto alive = weak.lock()) alive->close();
    });
    return dom::fragment(UnsafeHtml(std::move(shown.html)));
  } catch (...) {
    const Error error = core.fail(std::current_exception(), "The remote app \"" + app.name_ + "\"", {}, false);
    return dom::p("role"_a = "alert", "This part of the page could not be shown. " + error.message);
  }
}

std::string RemoteApp::embed(detail::SessionRegistry& registry, const Visit& visit) const {
  return end_->show(registry, name_, visit).html;
}

ProxyHost::ProxyHost(std::shared_ptr<Channel> line, ProxyHostOptions options)
    : end_(std::make_shared<detail::HostEnd>(std::move(line), options)) {}
ProxyHost::~ProxyHost() { end_->closed(); }

RemoteApp ProxyHost::app(std::string name, Request request) const {
  return RemoteApp(end_, std::move(name), std::move(request));
}
bool ProxyHost::is_open() const { return end_->is_open(); }
void ProxyHost::process_message(BytesView message) { end_->process_message(message); }
void ProxyHost::writable() { end_->writable(); }
void ProxyHost::closed() { end_->closed(); }

}  // namespace bonito
