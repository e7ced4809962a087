#include "bonito/session/websocket_handler.hpp"

#include <atomic>
#include <mutex>
#include <utility>

#include "bonito/session/frontend_connection.hpp"
#include "session/own_scripts.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace detail {

// The socket in use, which all sockets of a handler know.
class HandledSockets {
 public:
  std::shared_ptr<Channel> current() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  // Gives back the one before.
  std::shared_ptr<Channel> use(const std::shared_ptr<Channel>& socket) {
    const std::lock_guard lock(mutex_);
    return std::exchange(current_, socket);
  }
  void forget(const std::shared_ptr<Channel>& socket) {
    const std::lock_guard lock(mutex_);
    if (current_ == socket) current_ = nullptr;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Channel> current_;
};

namespace {

// While the session's connection is asked to write: which socket that is for.
struct Target {
  const HandledSockets* sockets = nullptr;
  const std::shared_ptr<Channel>* socket = nullptr;
};
thread_local Target target;

class Targeting {
 public:
  explicit Targeting(Target now) noexcept : before_(std::exchange(target, now)) {}
  ~Targeting() { target = before_; }
  Targeting(const Targeting&) = delete;
  Targeting& operator=(const Targeting&) = delete;

 private:
  const Target before_;
};

}  // namespace

class HandledSocket {
 public:
  virtual ~HandledSocket() = default;
  virtual void process_message(BytesView frame) const = 0;
  virtual void writable() const = 0;
  virtual LoopEnd closed() = 0;
};

namespace {

class FrameSocket final : public HandledSocket, public Channel, public std::enable_shared_from_this<FrameSocket> {
 public:
  FrameSocket(Session& session, std::shared_ptr<HandledSockets> sockets, std::shared_ptr<Channel> socket)
      : session_(session.weak()),
        connection_(session.connection()),
        sockets_(std::move(sockets)),
        socket_(std::move(socket)) {}

  void attach(Session& session) { number_ = link_of(session).connect(shared_from_this()); }
  void process_message(BytesView frame) const override {
    if (const auto session = session_.lock()) link_of(*session).process_message(frame, number_);
  }
  void writable() const override {
    if (const auto session = session_.lock()) session->writable();
  }
  LoopEnd closed() override {
    ended_ = true;
    sockets_->forget(socket_);
    const auto session = session_.lock();
    if (!session || session->status() == SessionStatus::closed) return LoopEnd::session_closed;
    auto& link = link_of(*session);
    if (link.is_current(number_)) return LoopEnd::browser_left;
    link.lost(number_);
    return LoopEnd::superseded;
  }

  Sent write(Payload frame) override {
    if (ended_) return Sent::no;
    const Targeting now({sockets_.get(), &socket_});
    return connection_->write(std::move(frame));
  }
  bool is_open() const noexcept override { return !ended_ && socket_->is_open(); }
  bool notices_loss() const noexcept override { return socket_->notices_loss(); }
  bool hold_back(bool on) noexcept override { return socket_->hold_back(on); }
  void open() override {
    sockets_->use(socket_);
    socket_->open();
    connection_->open();
  }
  void close() noexcept override {
    sockets_->forget(socket_);
    socket_->close();
  }
  void close_because(const Bye& bye) noexcept override {
    sockets_->forget(socket_);
    socket_->close_because(bye);
  }

 private:
  const std::weak_ptr<Session> session_;
  const std::shared_ptr<FrontendConnection> connection_;
  const std::shared_ptr<HandledSockets> sockets_;
  const std::shared_ptr<Channel> socket_;
  std::uint64_t number_ = 0;  // written once, before the socket brings anything
  std::atomic<bool> ended_ = false;
};

class BulkSocket final : public HandledSocket {
 public:
  BulkSocket(Session& session, std::shared_ptr<HandledSockets> sockets, std::shared_ptr<Channel> socket)
      : session_(session.weak()), sockets_(std::move(sockets)), socket_(std::move(socket)) {}

  void attach() const {
    if (const auto before = sockets_->use(socket_)) before->close();
    writable();
    const auto session = session_.lock();
    if (!session || session->status() == SessionStatus::closed) socket_->close();
  }
  void process_message(BytesView) const override {}  // a page says nothing here
  void writable() const override {
    if (const auto session = session_.lock()) session->writable();
  }
  LoopEnd closed() override {
    sockets_->forget(socket_);
    writable();
    const auto session = session_.lock();
    const bool is_over = !session || session->status() == SessionStatus::closed;
    return is_over ? LoopEnd::session_closed : LoopEnd::superseded;
  }

 private:
  const std::weak_ptr<Session> session_;
  const std::shared_ptr<HandledSockets> sockets_;
  const std::shared_ptr<Channel> socket_;
};

}  // namespace
}  // namespace detail

void Attachment::process_message(BytesView frame) const {
  if (socket_) socket_->process_message(frame);
}
void Attachment::writable() const {
  if (socket_) socket_->writable();
}
LoopEnd Attachment::closed() const { return socket_ ? socket_->closed() : LoopEnd::superseded; }

WebSocketHandler::WebSocketHandler(Carries what) : what_(what), sockets_(std::make_shared<detail::HandledSockets>()) {}
WebSocketHandler::~WebSocketHandler() = default;

Sent WebSocketHandler::write(Payload frame) {
  const auto& target = detail::target;
  if (target.sockets == sockets_.get()) return (*target.socket)->write(std::move(frame));
  const auto socket = sockets_->current();
  return socket ? socket->write(std::move(frame)) : Sent::no;
}

bool WebSocketHandler::is_open() const noexcept {
  const auto socket = sockets_->current();
  return socket && socket->is_open();
}

void WebSocketHandler::close() noexcept {
  if (const auto socket = sockets_->current()) {
    sockets_->forget(socket);
    socket->close();
  }
}

std::shared_ptr<Channel> WebSocketHandler::current() const { return sockets_->current(); }

Attachment WebSocketHandler::attach(Session& session, std::shared_ptr<Channel> socket) {
  if (what_ == Carries::bulk) {
    const auto attached = std::make_shared<detail::BulkSocket>(session, sockets_, std::move(socket));
    attached->attach();
    return Attachment(attached);
  }
  auto attached = std::make_shared<detail::FrameSocket>(session, sockets_, std::move(socket));
  attached->attach(session);
  return Attachment(std::move(attached));
}

void end_connection(Session& session, LoopEnd how) {
  if (how == LoopEnd::browser_left) link_of(session).lost_closed();
}

Js setup_websocket_connection_js(std::string_view url, const Session& session, const WebSocketJsOptions& options) {
  std::string socket(url);
  socket += session.id();
  if (!options.query.empty()) socket += (socket.find('?') == std::string::npos ? "?" : "&") + options.query;
  return detail::own_script({.socket = std::move(socket)});
}

}  // namespace bonito
