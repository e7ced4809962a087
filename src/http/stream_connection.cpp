#include "http/stream_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "bonito/base/log.hpp"
#include "http/acknowledged.hpp"

namespace bonito::http {
namespace {

using ErrorCode = boost::system::error_code;

constexpr std::chrono::seconds close_time{5};
constexpr std::size_t piece_cost = 64;  // of one that waits, beside its bytes
constexpr std::string_view last_chunk = "0\r\n\r\n";

// All runs on the loop's thread but for what is guarded by the mutex, which is held for a moment at a time.
class StreamConnection final : public ResponseStream,
                               public Connection,
                               public std::enable_shared_from_this<StreamConnection> {
 public:
  StreamConnection(std::shared_ptr<EventLoop> loop, LoopSocket socket, std::string head, Framing framing, Stream stream)
      : loop_(std::move(loop)),
        socket_(std::move(socket)),
        timer_(loop_->context()),
        head_(std::move(head)),
        chunked_(framing == Framing::chunked),
        events_(std::move(stream.events)),
        options_(std::move(stream.options)) {}

  void start();

  std::size_t write(Payload piece) override;
  bool is_open() const noexcept override { return open_; }
  void close() noexcept override;

  void begin_close() noexcept override { close(); }
  void abort() noexcept override { finish(); }
  void check_idle() noexcept override;

 private:
  void read();
  void write_next();
  void on_written(ErrorCode error);
  void end_body();
  void post_write();
  template <class F>
  void call(const char* what, F callback) noexcept;
  void finish() noexcept;

  const std::shared_ptr<EventLoop> loop_;
  LoopSocket socket_;
  LoopTimer timer_;  // for the end, once it is asked for
  std::string head_;
  const bool chunked_;
  StreamEvents events_;
  const StreamOptions options_;
  std::array<char, 512> unheard_{};  // what the peer says meanwhile
  std::vector<Payload> batch_;       // being written,
  std::vector<std::string> sizes_;   // and what stands before each of it
  std::uint64_t acknowledged_ = 0;   // when check_idle() last looked
  bool wrote_ = true;                // since check_idle() last looked
  bool stalled_ = false;
  bool finished_ = false;

  std::atomic<bool> open_ = true;  // written with mutex_ held
  std::mutex mutex_;
  std::vector<Payload> queue_;  // guarded by mutex_: to be written after batch_
  std::size_t waiting_ = 0;     // guarded by mutex_: weight of batch_ and queue_
  bool cut_off_ = false;        // guarded by mutex_: the body is to have no end
  bool busy_ = true;            // guarded by mutex_: somebody writes, and will look into the queue; first, the head
};

void StreamConnection::start() {
  if (events_.on_open) call("on_open", [&] { events_.on_open(shared_from_this()); });
  if (finished_) return;
  read();
  asio::async_write(socket_, asio::buffer(head_),
                    [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_written(error); });
}

// Nothing of it is wanted but its end: the peer has gone.
void StreamConnection::read() {
  socket_.async_read_some(asio::buffer(unheard_), [self = shared_from_this()](ErrorCode error, std::size_t) {
    if (self->finished_) return;
    error ? self->finish() : self->read();
  });
}

std::size_t StreamConnection::write(Payload piece) {
  if (piece.size() == 0) return 0;
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return 0;
    waiting = waiting_ += piece.size() + piece_cost;
    if (waiting > options_.max_waiting_bytes) {
      open_ = false;
      cut_off_ = true;
    } else {
      queue_.push_back(std::move(piece));
      if (std::exchange(busy_, true)) return waiting;
    }
  }
  if (waiting <= options_.max_waiting_bytes) {
    post_write();
    return waiting;
  }
  log(LogLevel::error, LogOwner::app,
      "A response was cut off: more waited to be written than StreamOptions::max_waiting_bytes. Wait for on_drained.");
  loop_->post([self = shared_from_this()] { self->finish(); });
  return 0;
}

void StreamConnection::post_write() {
  loop_->post([self = shared_from_this()] { self->write_next(); });
}

// Only who made busy_ true calls this, and the write that follows from it.
void StreamConnection::write_next() {
  if (finished_) return;
  {
    const std::lock_guard lock(mutex_);
    std::swap(batch_, queue_);
  }
  if (batch_.empty()) return end_body();
  wrote_ = true;
  sizes_.reserve(batch_.size());  // so that none moves
  std::vector<asio::const_buffer> buffers;
  for (const auto& piece : batch_) {
    if (chunked_) buffers.push_back(asio::buffer(sizes_.emplace_back(chunk_head(piece.size()))));
    const auto [head, first, second] = piece.pieces();
    for (const BytesView part : {head, first, second}) {
      if (!part.empty()) buffers.push_back(asio::buffer(part.data(), part.size()));
    }
    if (chunked_) buffers.push_back(asio::buffer(chunk_end));
  }
  asio::async_write(socket_, buffers,
                    [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_written(error); });
}

void StreamConnection::on_written(ErrorCode error) {
  if (finished_) return;
  if (error) return finish();
  std::size_t written = 0;
  for (const auto& piece : batch_) written += piece.size() + piece_cost;
  batch_.clear();
  sizes_.clear();
  bool drained = false;
  {
    const std::lock_guard lock(mutex_);
    waiting_ -= written;
    busy_ = !queue_.empty() || !open_;
    drained = !busy_;
  }
  if (!drained) return write_next();
  if (written > 0 && events_.on_drained) call("on_drained", events_.on_drained);
}

void StreamConnection::close() noexcept try {
  bool idle = false;
  {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    open_ = false;
    idle = !std::exchange(busy_, true);
  }
  loop_->post([self = shared_from_this(), idle] {
    if (self->finished_) return;
    self->timer_.expires_after(close_time);
    self->timer_.async_wait([weak = self->weak_from_this()](ErrorCode error) {
      const auto late = error ? nullptr : weak.lock();
      if (late) late->finish();
    });
    if (idle) self->write_next();
  });
} catch (const std::exception& failure) {
  log(LogLevel::error, LogOwner::library, std::string("A response could not be ended: ") + failure.what());
}

// The peer goes first, so that it sees all of the body.
void StreamConnection::end_body() {
  {
    const std::lock_guard lock(mutex_);
    if (cut_off_) return;  // it ends by itself
  }
  asio::async_write(socket_, asio::buffer(last_chunk, chunked_ ? last_chunk.size() : 0),
                    [self = shared_from_this()](ErrorCode error, std::size_t) {
                      if (self->finished_) return;
                      if (!error) self->socket_.shutdown(asio::socket_base::shutdown_send, error);
                      if (error) self->finish();
                    });
}

void StreamConnection::check_idle() noexcept {
  bool waits = false;
  {
    const std::lock_guard lock(mutex_);
    waits = waiting_ > 0;
  }
  const int handle = socket_.native_handle();
  const auto acknowledged = acknowledged_bytes(handle);
  const bool takes = acknowledged != std::exchange(acknowledged_, acknowledged);
  if (takes || (!waits && unacknowledged_bytes(handle) == 0)) {
    stalled_ = false;
  } else if (std::exchange(stalled_, true)) {
    return finish();
  }
  if (std::exchange(wrote_, false) || waits || stalled_ || options_.filler.empty()) return;
  try {
    const auto filler = as_bytes(options_.filler);
    write(Bytes(filler.begin(), filler.end()));
  } catch (const std::exception& failure) {
    log(LogLevel::error, LogOwner::library, std::string("A response could not go on: ") + failure.what());
  }
}

// Once, last.
void StreamConnection::finish() noexcept {
  if (std::exchange(finished_, true)) return;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    busy_ = true;
    queue_.clear();
  }
  timer_.cancel();
  ErrorCode ignored;
  socket_.close(ignored);
  const auto events = std::exchange(events_, {});  // whatever they hold goes now
  if (events.on_close) call("on_close", events.on_close);
  loop_->remove(*this);
}

// A failure ends the stream, without an end of its body.
template <class F>
void StreamConnection::call(const char* what, F callback) noexcept {
  std::string why = " threw what is no std::exception.";
  try {
    return callback();
  } catch (const std::exception& failure) {
    why = std::string(" threw: ") + failure.what();
  } catch (...) {
    // `why` says already all that is known.
  }
  log(LogLevel::error, LogOwner::app, what + why);
  finish();
}

}  // namespace

void start_stream(const std::shared_ptr<EventLoop>& loop, LoopSocket socket, std::string head, Framing framing,
                  Stream stream) {
  const auto connection =
      std::make_shared<StreamConnection>(loop, std::move(socket), std::move(head), framing, std::move(stream));
  loop->add(connection);
  connection->start();
}

}  // namespace bonito::http
