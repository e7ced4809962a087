#include "http/websocket_connection.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bonito/base/log.hpp"
#include "http/acknowledged.hpp"
#include "http/close_reason.hpp"
#include "http/gated_executor.hpp"
#include "http/gated_socket.hpp"

namespace bonito::http {
namespace {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using ErrorCode = boost::system::error_code;

constexpr std::size_t first_read_bytes = 512;  // what an idle socket keeps ready
constexpr std::size_t most_read_bytes = 1u << 20;
constexpr std::size_t kept_read_bytes = 16u << 10;  // a buffer that grew larger is given back
constexpr std::size_t message_cost = 256;           // of one that waits, beside its bytes
constexpr std::chrono::seconds close_time{5};

// Two locks. The gate guards the stream and all that is not marked otherwise: every handler runs with
// it held. The mutex guards the queue, for a moment at a time, and is the inner one.
class WebSocketConnection final : public WebSocket,
                                  public Connection,
                                  public std::enable_shared_from_this<WebSocketConnection> {
 public:
  WebSocketConnection(std::shared_ptr<EventLoop> loop, asio::ip::tcp protocol, int handle, Accept accept);

  void accept(const BeastRequest& handshake);

  std::size_t write(Opcode opcode, Payload message) override;
  bool is_open() const noexcept override { return open_; }
  void hold_back(bool on) noexcept override;
  void max_message_bytes(std::size_t bytes) noexcept override { max_message_bytes_ = bytes; }
  void close(CloseReason reason) noexcept override;

  void begin_close() noexcept override { close({1001, "The server is closing."}); }
  void abort() noexcept override;
  void check_idle() noexcept override;

 private:
  struct Outgoing {
    Opcode opcode;
    Payload message;
  };

  void on_accepted(ErrorCode error);
  void read();
  void on_read(ErrorCode error, std::size_t bytes);
  void deliver();
  void write_next();
  void on_written(ErrorCode error);
  void say_goodbye();
  void on_farewell(CloseReason reason);
  void end_within(std::chrono::seconds time);
  CloseReason why(ErrorCode error);
  void finish(CloseReason reason) noexcept;
  template <class F>
  void call(const char* what, F callback) noexcept;

  const std::shared_ptr<EventLoop> loop_;
  const std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
  websocket::stream<GatedSocket> stream_;
  WebSocketEvents events_;
  std::atomic<std::size_t> max_message_bytes_;
  std::atomic<bool> held_back_ = false;
  const std::size_t write_high_water_;
  std::unique_ptr<LoopTimer> end_timer_;  // runs while one side opens or closes: no longer than it must
  beast::flat_buffer incoming_;
  std::vector<Outgoing> batch_;     // being written, front to back
  std::size_t written_ = 0;         // of batch_
  std::uint64_t acknowledged_ = 0;  // when check_idle() last looked
  bool heard_ = true;               // since check_idle() last looked
  bool opened_ = false;
  bool reading_ = false;
  bool pinged_ = false;
  bool saying_goodbye_ = false;
  bool finished_ = false;

  std::atomic<bool> open_ = false;  // written with mutex_ held
  std::mutex mutex_;
  std::vector<Outgoing> queue_;       // guarded by mutex_: to be written after batch_
  std::size_t waiting_ = 0;           // guarded by mutex_: bytes of batch_ and queue_
  bool busy_ = false;                 // guarded by mutex_: somebody writes, and will look into the queue
  std::optional<CloseReason> close_;  // guarded by mutex_: what we said, or will say
};

WebSocketConnection::WebSocketConnection(std::shared_ptr<EventLoop> loop, asio::ip::tcp protocol, int handle,
                                         Accept accept)
    : loop_(std::move(loop)),
      stream_(GatedExecutor<>(loop_->context().get_executor(), gate_), protocol, handle),
      events_(std::move(accept.events)),
      max_message_bytes_(accept.options.max_message_bytes),
      write_high_water_(accept.options.write_high_water) {
  stream_.auto_fragment(false);
  stream_.read_message_max(0);  // ours says why, and lets what is queued go first
  stream_.set_option(websocket::stream_base::decorator(
      [](websocket::response_type& response) { response.erase(beast::http::field::server); }));
  stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
    heard_ = true;
    if (kind == websocket::frame_type::close) on_farewell(why(websocket::error::closed));
  });
  stream_.next_layer().on_teardown = [this] { on_farewell({1002, "The peer broke the WebSocket protocol."}); };
  if (accept.options.compression) {
    websocket::permessage_deflate deflate;
    deflate.server_enable = true;
    deflate.server_max_window_bits = 12;  // with memLevel 5: 32 KiB for what is written
    deflate.memLevel = 5;
    deflate.compLevel = 3;
    stream_.set_option(deflate);
    stream_.write_buffer_bytes(16u << 10);
  }
}

void WebSocketConnection::accept(const BeastRequest& handshake) {
  const std::lock_guard gate(*gate_);
  end_within(close_time);
  stream_.async_accept(handshake, [self = shared_from_this()](ErrorCode error) { self->on_accepted(error); });
}

void WebSocketConnection::on_accepted(ErrorCode error) {
  if (finished_) return;
  if (error) return finish({});
  opened_ = true;
  end_timer_.reset();
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  if (events_.on_open) call("on_open", [&] { events_.on_open(shared_from_this()); });
  if (loop_->is_closing()) begin_close();
  read();
}

void WebSocketConnection::read() {
  if (!open_ || reading_ || held_back_) return;
  {
    const std::lock_guard lock(mutex_);
    const auto messages = batch_.size() - written_ + queue_.size();
    if (waiting_ + messages * message_cost > write_high_water_) return;
  }
  reading_ = true;
  // One more shows that it is too long.
  const auto room = std::max(max_message_bytes_.load(), incoming_.size()) + 1 - incoming_.size();
  const auto unused = incoming_.capacity() - incoming_.size();  // a longer read would move all that is there
  const auto limit = unused > 0 ? unused : std::clamp(incoming_.size(), first_read_bytes, most_read_bytes);
  stream_.async_read_some(
      incoming_, std::min(room, limit),
      [self = shared_from_this()](ErrorCode error, std::size_t bytes) { self->on_read(error, bytes); });
}

void WebSocketConnection::on_read(ErrorCode error, std::size_t bytes) {
  reading_ = false;
  heard_ = true;
  if (finished_ || saying_goodbye_) return;  // who says goodbye also finishes
  if (error) return finish(why(error));
  if (incoming_.size() > max_message_bytes_) {
    incoming_ = {};
    return close({1009, "A message may have at most " + std::to_string(max_message_bytes_) + " bytes."});
  }
  if (stream_.is_message_done()) {
    // Beast checks text as it arrives, but not how it ends if its last fragment is empty.
    const auto data = incoming_.cdata();
    if (bytes == 0 && stream_.got_text() &&
        ends_inside_character({static_cast<const char*>(data.data()), data.size()})) {
      return close({1007, "Text has to be UTF-8."});
    }
    deliver();
  }
  read();
}

void WebSocketConnection::deliver() {
  const auto data = incoming_.cdata();
  const auto opcode = stream_.got_text() ? Opcode::text : Opcode::binary;
  if (open_ && events_.on_message) {
    call("on_message", [&] { events_.on_message(opcode, {static_cast<const std::byte*>(data.data()), data.size()}); });
  }
  if (incoming_.capacity() > kept_read_bytes) {
    incoming_ = {};
  } else {
    incoming_.clear();
  }
}

std::size_t WebSocketConnection::write(Opcode opcode, Payload message) {
  std::size_t waiting;
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return 0;
    waiting = std::max<std::size_t>(waiting_ += message.size(), 1);  // an empty one is taken, too
    queue_.push_back({opcode, std::move(message)});
    if (std::exchange(busy_, true)) return waiting;
  }
  if (const std::unique_lock gate(*gate_, std::try_to_lock); gate) {
    write_next();
  } else {
    loop_->post([self = shared_from_this()] {
      const std::lock_guard lock(*self->gate_);
      self->write_next();
    });
  }
  return waiting;
}

// Only who made busy_ true calls this, and the write that follows from it.
void WebSocketConnection::write_next() {
  if (finished_) return;
  if (written_ == batch_.size()) {
    batch_.clear();
    written_ = 0;
    const std::lock_guard lock(mutex_);
    std::swap(batch_, queue_);
  }
  if (batch_.empty()) return say_goodbye();
  const auto& [opcode, message] = batch_[written_];
  stream_.text(opcode == Opcode::text);
  const auto [head, first, second] = message.pieces();
  const std::array<asio::const_buffer, 3> buffers{asio::buffer(head.data(), head.size()),
                                                  asio::buffer(first.data(), first.size()),
                                                  asio::buffer(second.data(), second.size())};
  stream_.async_write(buffers, [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_written(error); });
}

void WebSocketConnection::on_written(ErrorCode error) {
  if (finished_) return;
  if (error) {
    if (!reading_) finish(why(error));  // otherwise the read ends too, and knows better why
    return;
  }
  const auto written = batch_[written_].message.size();
  batch_[written_++].message = {};  // its memory goes now: the batch may stay for long
  bool drained;
  {
    const std::lock_guard lock(mutex_);
    waiting_ -= written;
    drained = written_ == batch_.size() && queue_.empty();
    busy_ = !drained || close_;
    if (busy_) drained = false;
  }
  if (!drained) return write_next();
  if (events_.on_drained) call("on_drained", events_.on_drained);
  read();
}

void WebSocketConnection::hold_back(bool on) noexcept try {
  if (held_back_.exchange(on) == on || on) return;
  loop_->post([self = shared_from_this()] {
    const std::lock_guard lock(*self->gate_);
    self->heard_ = true;
    self->read();
  });
} catch (const std::exception& failure) {
  log(LogLevel::error, LogOwner::library, std::string("A WebSocket could not go on: ") + failure.what());
}

void WebSocketConnection::close(CloseReason reason) noexcept try {
  bool idle;
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    open_ = false;
    close_ = sendable(std::move(reason));
    idle = !std::exchange(busy_, true);
  }
  loop_->post([self = shared_from_this(), idle] {
    const std::lock_guard lock(*self->gate_);
    self->end_within(close_time);
    if (idle) self->write_next();
  });
} catch (const std::exception& failure) {
  log(LogLevel::error, LogOwner::library, std::string("A WebSocket could not be closed: ") + failure.what());
}

void WebSocketConnection::say_goodbye() {
  if (!stream_.is_open() && reading_) return;  // the peer was faster: the read ends with its reason
  saying_goodbye_ = true;
  stream_.async_close({static_cast<websocket::close_code>(close_->code), close_->text},
                      [self = shared_from_this()](ErrorCode) { self->finish(*self->close_); });
}

// One side said goodbye, and the other has a while to answer. The first reason counts.
void WebSocketConnection::on_farewell(CloseReason reason) {
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    if (!close_) close_ = std::move(reason);
  }
  end_within(close_time);
}

// The first such end counts.
void WebSocketConnection::end_within(std::chrono::seconds time) {
  if (end_timer_ || finished_) return;
  end_timer_ = std::make_unique<LoopTimer>(loop_->context(), time);
  end_timer_->async_wait([weak = weak_from_this()](ErrorCode error) {
    const auto self = error ? nullptr : weak.lock();
    if (!self) return;
    const std::lock_guard gate(*self->gate_);
    if (!self->open_) self->finish(self->close_.value_or(CloseReason{}));
  });
}

void WebSocketConnection::abort() noexcept {
  const std::lock_guard gate(*gate_);
  finish(close_.value_or(CloseReason{1001, "The server is closing."}));
}

void WebSocketConnection::check_idle() noexcept {
  const std::lock_guard gate(*gate_);
  bool writing;
  {
    const std::lock_guard lock(mutex_);
    writing = waiting_ > 0;
  }
  const auto acknowledged = writing ? acknowledged_bytes(stream_.next_layer().native_handle()) : 0;
  const bool takes = acknowledged != std::exchange(acknowledged_, acknowledged);
  if (std::exchange(heard_, false) || takes || held_back_) {
    pinged_ = false;
  } else if (std::exchange(pinged_, true) || !stream_.is_open()) {
    finish({1006, "The peer did not answer."});
  } else if (!writing) {
    stream_.async_ping({}, [self = shared_from_this()](ErrorCode) {});
  }
}

CloseReason WebSocketConnection::why(ErrorCode error) {
  if (error == websocket::error::closed) {
    const auto& reason = stream_.reason();
    return {reason.code == websocket::close_code::none ? std::uint16_t{1005} : reason.code, reason.reason.c_str()};
  }
  if (error == websocket::error::bad_frame_payload) return {1007, "The peer sent text that is not UTF-8."};
  if (error == websocket::condition::protocol_violation) {
    return {1002, "The peer broke the WebSocket protocol: " + error.message() + "."};
  }
  return {1006, "The connection was lost: " + error.message() + "."};
}

// Once, last.
void WebSocketConnection::finish(CloseReason reason) noexcept {
  if (std::exchange(finished_, true)) return;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    busy_ = true;
    queue_.clear();
  }
  end_timer_.reset();
  ErrorCode ignored;
  stream_.next_layer().close(ignored);
  const auto events = std::exchange(events_, {});  // whatever they hold goes now
  if (opened_ && events.on_close) call("on_close", [&] { events.on_close(reason); });
  loop_->remove(*this);
}

template <class F>
void WebSocketConnection::call(const char* what, F callback) noexcept {
  std::string why = " threw what is no std::exception.";
  try {
    return callback();
  } catch (const std::exception& failure) {
    why = std::string(" threw: ") + failure.what();
  } catch (...) {
    // `why` says already all that is known.
  }
  log(LogLevel::error, LogOwner::app, what + why);
  close({1011, "The program behind this socket failed."});
}

}  // namespace

void accept_websocket(std::shared_ptr<EventLoop> loop, asio::ip::tcp protocol, int handle,
                      const BeastRequest& handshake, Accept accept) {
  const auto connection = std::make_shared<WebSocketConnection>(loop, protocol, handle, std::move(accept));
  loop->add(connection);
  connection->accept(handshake);
}

}  // namespace bonito::http
