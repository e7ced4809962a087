// SocketLine: a line between two processes: whole messages over a socket, each after its length (four bytes,
// little-endian). One thread reads, in read(); what is written on any thread is sent by one of the line's own, so that
// nobody waits for the other process.
#pragma once
#include <bonito/bonito.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

class SocketLine final : public bonito::Channel {
 public:
  explicit SocketLine(int socket) : socket_(socket) {}
  ~SocketLine() override;

  void on_room(std::function<void()> call);  // what was congested has room; call it once, before anything is written
  bool read(bonito::Bytes& message);         // waits; false: the line has ended
  bonito::Sent write(bonito::Payload message) override;
  bool is_open() const noexcept override;
  void close() noexcept override;
  void stop();  // close, and wait until nothing is sent and no room is told of

 private:
  void send_all();
  bool read_exactly(std::byte* to, std::size_t size) const;

  const int socket_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> room_;
  bonito::Bytes waiting_;
  bool congested_ = false;
  bool open_ = true;
  std::thread sender_{[this] { send_all(); }};
};
