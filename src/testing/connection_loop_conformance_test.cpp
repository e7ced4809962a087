// run_connection_loop, by the conformance kit: blocking sockets in memory, a thread for each.
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "bonito/session/connection_loop.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "bonito/testing/conformance.hpp"

namespace bonito::testing {
namespace {

// Frames one way: so many bytes wait, and no more.
class Pipe {
 public:
  bool put(BytesView frame) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ <= most_waiting || closed_; });
    if (closed_) return false;
    waiting_ += frame.size();
    frames_.emplace_back(frame.begin(), frame.end());
    changed_.notify_all();
    return true;
  }
  std::optional<Bytes> take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return !frames_.empty() || closed_; });
    if (frames_.empty()) return std::nullopt;
    auto frame = std::move(frames_.front());
    frames_.pop_front();
    waiting_ -= frame.size();
    changed_.notify_all();
    return frame;
  }
  bool has_more() const {
    const std::lock_guard lock(mutex_);
    return !closed_ || !frames_.empty();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  static constexpr std::size_t most_waiting = 256u << 10;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Bytes> frames_;
  std::size_t waiting_ = 0;
  bool closed_ = false;
};

// As a server with a thread for each socket has it.
struct Socket {
  bool read(Bytes& frame) {
    while (up.has_more()) {
      if (auto next = up.take(std::chrono::seconds(1))) {
        frame = std::move(*next);
        return true;
      }
    }
    return false;
  }
  bool write(BytesView frame) { return down.put(frame); }
  bool is_open() const { return down.has_more(); }
  void close() {
    up.close();
    down.close();
  }
  Pipe up;
  Pipe down;
};

class LoopFarEnd final : public FarEnd {
 public:
  explicit LoopFarEnd(Session& session)
      : loop_([this, alive = session.shared_from_this()] {
          const auto connection = connection_of<WebSocketConnection>(*alive);
          end_connection(*alive, run_connection_loop(*alive, connection->handler(), socket_));
        }) {}
  ~LoopFarEnd() override {
    socket_.close();
    loop_.join();
  }
  bool send(BytesView frame) override { return socket_.up.put(frame); }
  std::optional<Bytes> receive(std::chrono::milliseconds patience) override { return socket_.down.take(patience); }
  bool is_open() override { return socket_.down.has_more(); }

 private:
  Socket socket_;
  std::thread loop_;
};

TEST(Conformance, AConnectionLoopConforms) {
  const auto report =
      check_connection([](Session& session) { return std::make_unique<LoopFarEnd>(session); }, {.max_down = 4u << 20});
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 10u);
}

}  // namespace
}  // namespace bonito::testing
