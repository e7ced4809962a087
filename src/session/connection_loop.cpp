#include "bonito/session/connection_loop.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/base/timer.hpp"
#include "session/worker_pool.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t enough_waiting = 128u << 10;
// Who sends but does not read is read from no more while this waits to be written: each frame, and something for the
// smallest, too.
constexpr std::size_t too_much_waiting = 2u << 20;
constexpr std::size_t frame_cost = 64;
constexpr std::chrono::seconds close_time{5};

// What the socket is told by the session, on its way to the thread that writes. It outlives the socket, which the
// loop alone touches.
class QueuedSocket final : public Channel, public std::enable_shared_from_this<QueuedSocket> {
 public:
  explicit QueuedSocket(BlockingSocket socket) : socket_(std::move(socket)) {}

  Sent write(Payload frame) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return Sent::no;
    waiting_ += frame.size() + frame_cost;
    queue_.push_back(std::move(frame));
    changed_.notify_all();
    return waiting_ > enough_waiting ? Sent::congested : Sent::yes;
  }
  bool is_open() const noexcept override {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  bool hold_back(bool on) noexcept override {
    const std::lock_guard lock(mutex_);
    held_back_ = on;
    changed_.notify_all();
    return true;
  }
  // What waits is written first; it may be the word why. A peer that does not take it is not waited for.
  void close() noexcept override {
    auto linger = run_after(close_time, [weak = weak_from_this()] {  // it is the program's, and may wait
      WorkerPool::get().post([weak] {
        if (const auto alive = weak.lock()) alive->cut();
      });
    });
    const std::lock_guard lock(mutex_);
    if (!std::exchange(open_, false)) return;
    linger_ = std::move(linger);
    changed_.notify_all();
  }
  void close_because(const Bye& bye) noexcept override {
    {
      const std::lock_guard lock(mutex_);
      if (open_) why_ = bye;
    }
    close();
  }

  // On the thread of the loop: the next message, as soon as the session wants one.
  bool read(Bytes& frame) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !open_ || (!held_back_ && waiting_ <= too_much_waiting); });
      if (!open_) return false;
    }
    bool came = false;
    guarded("read()", [&] { came = socket_.read(frame); });
    return came;
  }

  // On a thread of its own, until the queue is empty and the channel closed. `drained` is called when what was
  // congested has room.
  void write_all(const std::function<void()>& drained) {
    while (const auto next = take()) {
      bool taken = false;
      guarded("write()", [&] { taken = socket_.write(next->flat()); });
      if (!taken) break;
      if (wrote(*next)) drained();
    }
    close();
    cut();
  }

  // The loop is over: the socket is its owner's alone.
  void finish() {
    const std::lock_guard lock(ending_);
    finished_ = true;
  }

 private:
  void cut() noexcept {
    const std::lock_guard lock(ending_);
    if (!finished_) guarded("close()", [&] { socket_.close(why()); });
  }
  std::optional<Bye> why() const {
    const std::lock_guard lock(mutex_);
    return why_;
  }
  template <class F>
  static void guarded(const char* what, F call) {
    std::string why = "what is no std::exception";
    try {
      return call();
    } catch (const std::exception& failure) {
      why = failure.what();
    } catch (...) {
      // `why` says all that is known.
    }
    log(LogLevel::error, LogOwner::app, std::string("A socket's ") + what + " threw, and its loop ends: " + why);
  }

  std::optional<Payload> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !queue_.empty() || !open_; });
    if (queue_.empty()) return std::nullopt;
    auto next = std::move(queue_.front());
    queue_.pop_front();
    return next;
  }
  // True if there is room again.
  bool wrote(const Payload& frame) {
    const std::lock_guard lock(mutex_);
    waiting_ -= frame.size() + frame_cost;
    changed_.notify_all();
    return queue_.empty();
  }

  const BlockingSocket socket_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Payload> queue_;
  std::size_t waiting_ = 0;
  bool open_ = true;
  std::optional<Bye> why_;  // it was closed
  bool held_back_ = false;
  std::mutex ending_;
  bool finished_ = false;  // guarded by ending_
  Timer linger_;
};

}  // namespace

LoopEnd run_blocking_socket(Session& session, WebSocketHandler& handler, BlockingSocket socket) {
  const auto queued = std::make_shared<QueuedSocket>(std::move(socket));
  const auto attachment = handler.attach(session, queued);
  std::thread writer;
  try {
    writer = std::thread([&] { queued->write_all([&] { attachment.writable(); }); });
  } catch (const std::system_error& failure) {
    log(LogLevel::error, LogOwner::library, std::string("There is no thread for a socket: ") + failure.what());
    queued->close();
    queued->finish();
    return attachment.closed();
  }
  Bytes frame;
  while (queued->read(frame)) {
    attachment.process_message(frame);
    frame.clear();
  }
  queued->close();
  writer.join();
  queued->finish();
  return attachment.closed();
}

}  // namespace bonito::detail
