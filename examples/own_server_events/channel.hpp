// EventChannel: the frames of one socket of libwebsockets.
//
// The library may say something on any thread; the socket is touched on the loop's alone. So what is said waits in a
// queue, and the loop is woken.
#pragma once
#include <libwebsockets.h>

#include <bonito/bonito.hpp>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "../own_server.hpp"

namespace own_server {

using namespace bonito;

// Sockets that have something to do, for their loop.
class Wakeups {
 public:
  // Any thread.
  void add(lws* socket) {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) lws_cancel_service(lws_get_context(socket));
    waiting_.push_back(socket);
  }
  std::vector<lws*> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<lws*> waiting_;
};

class EventChannel final : public Channel {
 public:
  EventChannel(lws* socket, Wakeups& wakeups) : socket_(socket), wakeups_(wakeups) {}

  // Any thread.
  Sent write(Payload frame) override;
  bool is_open() const noexcept override;
  bool hold_back(bool on) noexcept override;
  void close() noexcept override { close_with({}); }
  void close_because(const Bye& why) noexcept override { close_with(farewell_of(why)); }
  void close_with(Farewell words) noexcept;

  // The loop's thread. Writes as much as the socket takes.
  enum class Flushed { all, some, no_more };
  Flushed flush();
  bool has_room();  // once, after the session was told that there is none
  void ended();     // the socket is gone

 private:
  lws* const socket_;
  Wakeups& wakeups_;
  mutable std::mutex mutex_;
  std::deque<Payload> queue_;
  std::size_t waiting_ = 0;  // bytes
  bool congested_ = false;
  bool held_back_ = false;
  bool open_ = true;
  bool ended_ = false;
  bool closing_ = false;
  std::optional<Farewell> farewell_;
};

}  // namespace own_server
