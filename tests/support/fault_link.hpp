// FaultLink: one connection through a FaultProxy: two sockets, and the bytes that are on their way between them.
//
//   FaultLink link(std::move(client), connect_to(port));
//   link.move(rules, Clock::now());    // whatever can be read, and whatever is due
//
// Owner and thread: the proxy's loop. Failure: a socket that is lost resets the other one; alive() is false then.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bonito::test {

enum class Way { to_server, to_client };

// What the line does to bytes that go one way.
struct LineRules {
  std::optional<std::size_t> bytes_per_second;
  std::chrono::milliseconds latency{0};
};
using Rules = std::array<LineRules, 2>;  // by Way

// What a connection said first, a few kilobytes of it.
struct Opening {
  std::string bytes;
  std::optional<std::size_t> answered_after;  // so many bytes; nothing while there is no answer
};

// A socket that does not block. Moves.
class FaultSocket {
 public:
  explicit FaultSocket(int handle = -1) noexcept;
  FaultSocket(FaultSocket&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  FaultSocket& operator=(FaultSocket&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~FaultSocket() { close(); }
  // To a port of this machine; what fails is seen when it is used.
  static FaultSocket connect_to(std::uint16_t port);

  int handle() const noexcept { return handle_; }
  bool is_open() const noexcept { return handle_ >= 0; }
  void close() noexcept;
  void reset() noexcept;  // the other side reads a reset connection

 private:
  int handle_;
};

// The bytes that go one way.
class FaultFlow {
 public:
  using Clock = std::chrono::steady_clock;

  // Reads what has come. False: the socket is lost.
  bool take(const FaultSocket& from, const LineRules& rules);
  // Writes what is due. False: the socket is lost, or the bytes that truncate() left are used up.
  bool give(const FaultSocket& to, const LineRules& rules, Clock::time_point now);

  void put(std::string bytes);  // as if they had come
  void half_close();            // the receiver reads the end now; what still comes is dropped
  void truncate(std::size_t bytes) { left_ = bytes; }
  void drop_all() noexcept { dropping_ = true; }

  bool wants_bytes(const LineRules& rules) const noexcept;
  bool is_blocked() const noexcept { return blocked_; }  // the receiver takes no more for now
  // When the next bytes may leave; nothing if none wait, or if they wait for the receiver.
  std::optional<Clock::time_point> due(const LineRules& rules) const;
  bool is_finished() const noexcept { return ended_ && pieces_.empty(); }
  std::size_t moved() const noexcept { return moved_; }
  bool has_taken() const noexcept { return !opening_->bytes.empty(); }
  const std::shared_ptr<Opening>& opening() const noexcept { return opening_; }

 private:
  struct Piece {
    Clock::time_point due;
    std::string bytes;  // empty: the end
  };
  std::size_t quantum(std::size_t bytes_per_second) const noexcept;

  std::deque<Piece> pieces_;
  std::size_t waiting_ = 0;  // bytes of pieces_
  std::size_t moved_ = 0;
  std::shared_ptr<Opening> opening_ = std::make_shared<Opening>();
  std::optional<std::size_t> left_;  // until the cut
  double allowance_ = 0;             // bytes that a throttled line may move, as of counted_
  Clock::time_point counted_;
  bool ended_ = false;  // the sender has nothing more to say
  bool dropping_ = false;
  bool blocked_ = false;
};

class FaultLink {
 public:
  using Clock = FaultFlow::Clock;

  // Without a server the connection is held back until go_on().
  FaultLink(FaultSocket client, FaultSocket server) noexcept;
  // A second connection that says again what another one said first, as it was said: the rest when the first of it
  // has been answered. Nobody hears the answers.
  static FaultLink replay(const Opening& opening, FaultSocket server);

  void move(const Rules& rules, Clock::time_point now);
  void cut() noexcept;
  void go_on(FaultSocket server) noexcept { server_ = std::move(server); }
  FaultFlow& flow(Way way) noexcept { return flows_[static_cast<std::size_t>(way)]; }
  const FaultFlow& flow(Way way) const noexcept { return flows_[static_cast<std::size_t>(way)]; }

  bool is_alive() const noexcept { return alive_; }
  bool is_held() const noexcept { return !server_.is_open(); }
  bool is_replay() const noexcept { return replay_; }
  const FaultSocket& client() const noexcept { return client_; }
  const FaultSocket& server() const noexcept { return server_; }

 private:
  FaultSocket client_;
  FaultSocket server_;
  std::array<FaultFlow, 2> flows_;  // by Way
  std::string rest_;                // of what a replay says, once it is answered
  bool replay_ = false;
  bool alive_ = true;
};

}  // namespace bonito::test
