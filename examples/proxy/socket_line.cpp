#include "socket_line.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

using namespace bonito;

namespace {

constexpr std::size_t enough_waiting = 1u << 20;
constexpr std::size_t longest_message = 512u << 20;

}  // namespace

SocketLine::~SocketLine() {
  stop();
  ::close(socket_);
}

void SocketLine::on_room(std::function<void()> call) {
  const std::lock_guard lock(mutex_);
  room_ = std::move(call);
}

bool SocketLine::read(Bytes& message) {
  std::array<std::byte, 4> head{};
  if (!read_exactly(head.data(), head.size())) return false;
  std::size_t size = 0;
  for (std::size_t i = 0; i < head.size(); ++i) size |= std::to_integer<std::size_t>(head[i]) << (8 * i);
  if (size > longest_message) return false;
  message.resize(size);
  return read_exactly(message.data(), size);
}

bool SocketLine::read_exactly(std::byte* to, std::size_t size) const {
  while (size > 0) {
    const auto came = ::recv(socket_, to, size, 0);
    if (came < 0 && errno == EINTR) continue;
    if (came <= 0) return false;
    to += came;
    size -= static_cast<std::size_t>(came);
  }
  return true;
}

Sent SocketLine::write(Payload message) {
  const std::lock_guard lock(mutex_);
  if (!open_) return Sent::no;
  for (std::size_t i = 0; i < 4; ++i) waiting_.push_back(static_cast<std::byte>(message.size() >> (8 * i)));
  for (const BytesView piece : message.pieces()) waiting_.insert(waiting_.end(), piece.begin(), piece.end());
  changed_.notify_all();
  if (waiting_.size() < enough_waiting) return Sent::yes;
  congested_ = true;
  return Sent::congested;
}

void SocketLine::send_all() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !open_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Bytes said = std::exchange(waiting_, {});
    lock.unlock();
    for (std::size_t sent = 0; sent < said.size();) {
      const auto part = ::send(socket_, said.data() + sent, said.size() - sent, MSG_NOSIGNAL);
      if (part < 0 && errno == EINTR) continue;
      if (part < 0) return close();
      sent += static_cast<std::size_t>(part);
    }
    lock.lock();
    if (!std::exchange(congested_, false) || !room_) continue;
    lock.unlock();
    room_();
    lock.lock();
  }
}

bool SocketLine::is_open() const noexcept {
  const std::lock_guard lock(mutex_);
  return open_;
}

void SocketLine::close() noexcept {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(open_, false)) return;
  ::shutdown(socket_, SHUT_RDWR);  // ends a read() and a send that wait
  waiting_.clear();
  changed_.notify_all();
}

void SocketLine::stop() {
  close();
  if (sender_.joinable()) sender_.join();
}
