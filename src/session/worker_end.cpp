#include "session/worker_end.hpp"

#include <exception>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/web/error_page.hpp"
#include "session/embedding.hpp"
#include "session/serve_download.hpp"
#include "session/session_core.hpp"
#include "session/worker_pool.hpp"

namespace bonito::detail {

WorkerEnd::WorkerEnd(std::shared_ptr<Channel> channel, const ProxyWorkerOptions& options)
    : development_(options.development),
      line_(std::make_shared<ProxyLine>(std::move(channel))),
      assets_(std::make_shared<AnnouncedAssets>(line_)),
      registry_(std::make_shared<SessionRegistry>(
          RegistryOptions{.development = options.development, .limits = options.limits})) {}

void WorkerEnd::serve(std::string name, App app) {
  const std::lock_guard lock(mutex_);
  apps_.insert_or_assign(std::move(name), std::move(app));
}

std::optional<App> WorkerEnd::app(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = apps_.find(name);
  if (found == apps_.end()) return std::nullopt;
  return found->second;
}

std::shared_ptr<ProxyConnection> WorkerEnd::connection(std::uint32_t app) const {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(app);
  return found == connections_.end() ? nullptr : found->second;
}

void WorkerEnd::process_message(BytesView message) {
  if (!line_->is_open()) return;
  try {
    obey(LineMessage(message));
  } catch (const std::exception& failure) {
    log(LogLevel::error, LogOwner::network,
        std::string("The line to the host is closed, which said what it may not: ") + failure.what());
    closed();
  }
}

void WorkerEnd::obey(const LineMessage& message) {
  switch (message.op()) {
    case LineOp::hello: {
      const auto [version] = message.read<std::uint32_t>();
      if (version != proxy_version) throw Failure({Errc::refused, "It is of another version of the library."});
      return;
    }
    case LineOp::render: {
      // What others have written is read as it is: what is no UTF-8 is a name like any other.
      auto [app, name, to_root, downloads, method, path, query, headers, client, identity] =
          message
              .read<std::uint32_t, Value, std::string, std::string, Value, Value, Value, LineHeaders, Value, Value>();
      Asked asked{app, string_of(name), std::move(to_root), std::move(downloads), {}};
      asked.request.method = string_of(method);
      asked.request.path = string_of(path);
      asked.request.query = string_of(query);
      asked.request.client = asked.request.peer = string_of(client);
      asked.request.identity = string_of(identity);
      asked.request.headers = headers_of(headers);
      return begin(std::move(asked));
    }
    case LineOp::connect: {
      const auto [app, socket, notices_loss] = message.read<std::uint32_t, std::uint32_t, bool>();
      if (const auto to = connection(app)) to->connect(socket, notices_loss);
      return;
    }
    case LineOp::frame: {
      const auto [app, socket] = message.read<std::uint32_t, std::uint32_t>();
      if (const auto to = connection(app)) to->process_message(socket, message.rest());
      return;
    }
    case LineOp::taken: {
      const auto [app, socket, weight] = message.read<std::uint32_t, std::uint32_t, std::uint64_t>();
      if (const auto to = connection(app)) to->taken(socket, weight);
      return;
    }
    case LineOp::lost: {
      const auto [app, socket] = message.read<std::uint32_t, std::uint32_t>();
      if (const auto to = connection(app)) to->lost(socket);
      return;
    }
    case LineOp::end: {
      const auto [app] = message.read<std::uint32_t>();
      std::shared_ptr<ProxyConnection> ended;
      {
        const std::lock_guard lock(mutex_);
        if (auto found = connections_.extract(app)) ended = std::move(found.mapped());
      }
      if (ended) ended->end();
      return;
    }
    case LineOp::fetch: {
      const auto [number, app, key, method, headers] =
          message.read<std::uint32_t, std::uint32_t, Value, Value, LineHeaders>();
      Request request{.method = string_of(method), .headers = headers_of(headers)};
      return downloads_.fetch(number, [this, app = app, key = string_of(key), request = std::move(request)] {
        return serve_download(app, request, key);
      });
    }
    case LineOp::more: {
      const auto [number, room] = message.read<std::uint32_t, std::uint64_t>();
      return downloads_.more(number, room);
    }
    case LineOp::drop: {
      const auto [number] = message.read<std::uint32_t>();
      return downloads_.drop(number);
    }
    default: throw Failure({Errc::bad_payload, "Only a worker says that."});
  }
}

void WorkerEnd::begin(Asked asked) {
  auto assets = std::make_shared<ProxyAssetServer>(asked.app, asked.downloads, assets_);
  auto connection = std::make_shared<ProxyConnection>(line_, asked.app);
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    if (!connections_.emplace(asked.app, connection).second) {
      throw Failure({Errc::bad_payload, "It has asked for this app before."});
    }
  }
  work([this, asked = std::move(asked), connection = std::move(connection), assets = std::move(assets)] {
    render(asked, connection, assets);
  });
}

void WorkerEnd::work(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    ++working_;
  }
  WorkerPool::get().post([self = shared_from_this(), job = std::move(job)]() mutable {
    job();
    job = nullptr;
    const std::lock_guard lock(self->mutex_);
    --self->working_;
    self->rested_.notify_all();
  });
}

// The host knows who asks; what it fetches for a page is that page's.
Response WorkerEnd::serve_download(std::uint32_t app, const Request& request, const std::string& key) {
  const auto connection = this->connection(app);
  const auto session = connection ? connection->session() : nullptr;
  const auto same = [&](const auto&) { return SessionCore::of(*session).visitor().identity; };
  const auto offer = session ? registry_->downloads().find(key, same) : nullptr;
  const auto part = offer ? offer->session.lock() : nullptr;
  if (!part || part->root() != session) return bonito::error_page(404, "No open page of yours offers this download.");
  return detail::serve_download(request, *offer, registry_->options()->limits.max_downloads);
}

void WorkerEnd::render(const Asked& asked, const std::shared_ptr<ProxyConnection>& connection,
                       const std::shared_ptr<ProxyAssetServer>& assets) {
  Error error{Errc::app, "The app failed. The log of its program says why."};
  std::shared_ptr<Session> session;
  try {
    const auto known = app(asked.name);
    if (!known) throw Failure({Errc::not_found, "The worker serves no app of the name \"" + asked.name + "\"."});
    session = registry_->make(Visit{asked.request, {}}, {connection, assets});
    if (!session) throw Failure({Errc::refused, "The worker opens no more sessions now."});
    begin_embedding(*session, asked.request);
    SessionCore::of(*session).tab().mounted_under(asked.to_root);
    if (const auto rendered = render_embedded_app(*session, *known, asked.request)) {
      const EmbeddedContent& html = rendered->html;
      Bytes message = line_message(LineOp::rendered, asked.app, rendered->slot, html.content.size());
      for (const std::string* part : {&html.content, &html.script}) {
        const auto bytes = as_bytes(*part);
        message.insert(message.end(), bytes.begin(), bytes.end());
      }
      return connection->announce(std::move(message));
    }
    error = {Errc::closed, "The worker's session was closed before the app was rendered."};
  } catch (const Failure& failure) {
    if (!session || development_) error = failure.error();
  } catch (const std::exception& failure) {
    if (development_) error.message = failure.what();
  } catch (...) {
    // `error` says all that the visitor may know; the log has the rest.
  }
  if (session) session->close();
  line_->send(line_message(LineOp::failed, asked.app, static_cast<std::uint32_t>(error.code), Value(error.message)));
  const std::lock_guard lock(mutex_);
  connections_.erase(asked.app);
}

void WorkerEnd::closed() {
  decltype(connections_) connections;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closed_, true)) return;
    connections.swap(connections_);
  }
  line_->close();
  downloads_.end();
  for (const auto& [app, connection] : connections) connection->end();
}

void WorkerEnd::end() {
  registry_->close_all({ByeCode::shutdown, "The program is ending."});
  closed();
  std::unique_lock lock(mutex_);
  rested_.wait(lock, [this] { return working_ == 0; });
}

}  // namespace bonito::detail

namespace bonito {

ProxyWorker::ProxyWorker(std::shared_ptr<Channel> line, ProxyWorkerOptions options)
    : end_(std::make_shared<detail::WorkerEnd>(std::move(line), options)) {}
ProxyWorker::~ProxyWorker() { end_->end(); }

ProxyWorker& ProxyWorker::serve(std::string name, App app) {
  end_->serve(std::move(name), std::move(app));
  return *this;
}
std::size_t ProxyWorker::sessions() const { return end_->sessions(); }
void ProxyWorker::process_message(BytesView message) { end_->process_message(message); }
void ProxyWorker::writable() { end_->writable(); }
void ProxyWorker::closed() { end_->closed(); }

}  // namespace bonito
