#include "support/fault_link.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace bonito::test {
namespace {

constexpr std::size_t most_waiting = 4u << 20;  // what a long line holds, one way
constexpr std::size_t most_at_once = 64u << 10;
constexpr std::size_t opening_bytes = 4096;
constexpr int system_buffer = 128 << 10;  // a line that is full must be felt soon

bool must_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == EINPROGRESS; }

}  // namespace

FaultSocket::FaultSocket(int handle) noexcept : handle_(handle) {
  if (handle_ < 0) return;
  fcntl(handle_, F_SETFL, O_NONBLOCK);
  const int on = 1;
  setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(handle_, SOL_SOCKET, SO_RCVBUF, &system_buffer, sizeof system_buffer);
  setsockopt(handle_, SOL_SOCKET, SO_SNDBUF, &system_buffer, sizeof system_buffer);
}

FaultSocket FaultSocket::connect_to(std::uint16_t port) {
  FaultSocket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static_cast<void>(::connect(socket.handle(), reinterpret_cast<sockaddr*>(&address), sizeof address));
  return socket;
}

void FaultSocket::close() noexcept {
  if (handle_ >= 0) ::close(std::exchange(handle_, -1));
}

void FaultSocket::reset() noexcept {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  if (handle_ >= 0) setsockopt(handle_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

std::size_t FaultFlow::quantum(std::size_t bytes_per_second) const noexcept {
  return std::max<std::size_t>(1, bytes_per_second / 50);
}

// What the line holds: a throttled one as much as leaves it while the first byte is on its way.
bool FaultFlow::wants_bytes(const LineRules& rules) const noexcept {
  const auto milliseconds = static_cast<std::size_t>(rules.latency.count());
  const auto room = rules.bytes_per_second
                        ? quantum(*rules.bytes_per_second) + *rules.bytes_per_second * milliseconds / 1000
                        : most_waiting;
  return !ended_ && waiting_ < room;
}

bool FaultFlow::take(const FaultSocket& from, const LineRules& rules) {
  char bytes[most_at_once];
  while (wants_bytes(rules)) {
    const auto size = ::recv(from.handle(), bytes, sizeof bytes, 0);
    if (size < 0) return must_wait();
    const auto room = opening_bytes - opening_->bytes.size();
    opening_->bytes.append(bytes, std::min(static_cast<std::size_t>(size), room));
    if (size == 0) ended_ = true;
    if (dropping_) continue;
    pieces_.push_back({Clock::now() + rules.latency, std::string(bytes, static_cast<std::size_t>(size))});
    waiting_ += static_cast<std::size_t>(size);
  }
  return true;
}

void FaultFlow::put(std::string bytes) {
  waiting_ += bytes.size();
  pieces_.push_back({{}, std::move(bytes)});
}

void FaultFlow::half_close() {
  if (std::exchange(dropping_, true)) return;
  pieces_.clear();
  waiting_ = 0;
  pieces_.push_back({{}, ""});
}

std::optional<FaultFlow::Clock::time_point> FaultFlow::due(const LineRules& rules) const {
  if (pieces_.empty() || blocked_) return std::nullopt;
  const auto& [due, bytes] = pieces_.front();
  if (!rules.bytes_per_second || bytes.empty()) return due;
  const auto missing = static_cast<double>(quantum(*rules.bytes_per_second)) - allowance_;
  const std::chrono::duration<double> seconds(missing / static_cast<double>(*rules.bytes_per_second));
  return std::max(due, counted_ + std::chrono::ceil<Clock::duration>(seconds));
}

bool FaultFlow::give(const FaultSocket& to, const LineRules& rules, Clock::time_point now) {
  blocked_ = false;
  if (left_ == 0u) return false;
  for (auto next = due(rules); next && *next <= now; next = due(rules)) {
    auto& bytes = pieces_.front().bytes;
    if (bytes.empty()) {
      ::shutdown(to.handle(), SHUT_WR);
      pieces_.pop_front();
      continue;
    }
    auto most = std::min(bytes.size(), left_.value_or(bytes.size()));
    if (rules.bytes_per_second) {
      const auto rate = static_cast<double>(*rules.bytes_per_second);
      const auto burst = static_cast<double>(quantum(*rules.bytes_per_second));
      const std::chrono::duration<double> passed = now - counted_;
      allowance_ = std::min(burst, allowance_ + rate * passed.count());
      counted_ = now;
      most = std::min(most, static_cast<std::size_t>(std::max(allowance_, 1.0)));
    }
    const auto sent = ::send(to.handle(), bytes.data(), most, MSG_NOSIGNAL);
    if (sent < 0) {
      blocked_ = true;
      return must_wait();
    }
    const auto size = static_cast<std::size_t>(sent);
    if (rules.bytes_per_second) allowance_ -= static_cast<double>(size);
    moved_ += size;
    waiting_ -= size;
    if (left_ && (*left_ -= size) == 0) return false;
    bytes.erase(0, size);
    if (bytes.empty()) pieces_.pop_front();
  }
  return true;
}

FaultLink::FaultLink(FaultSocket client, FaultSocket server) noexcept
    : client_(std::move(client)), server_(std::move(server)) {}

FaultLink FaultLink::replay(const Opening& opening, FaultSocket server) {
  FaultLink link(FaultSocket(), std::move(server));
  link.replay_ = true;
  const auto first = opening.answered_after.value_or(opening.bytes.size());
  link.flow(Way::to_server).put(opening.bytes.substr(0, first));
  link.rest_ = opening.bytes.substr(first);
  link.flow(Way::to_client).drop_all();
  return link;
}

void FaultLink::move(const Rules& rules, Clock::time_point now) {
  if (!alive_ || is_held()) return;
  const auto& up_rules = rules[static_cast<std::size_t>(Way::to_server)];
  const auto& down_rules = rules[static_cast<std::size_t>(Way::to_client)];
  auto& up = flow(Way::to_server);
  auto& down = flow(Way::to_client);
  if (!replay_ && !up.take(client_, up_rules)) return cut();
  if (!down.take(server_, down_rules)) return cut();
  if (down.has_taken()) {
    auto& opening = *up.opening();
    if (!opening.answered_after) opening.answered_after = opening.bytes.size();
    if (!rest_.empty()) up.put(std::exchange(rest_, ""));
  }
  if (!up.give(server_, up_rules, now) || (!replay_ && !down.give(client_, down_rules, now))) return cut();
  if (down.is_finished() && (replay_ || up.is_finished())) {
    alive_ = false;
    client_.close();
    server_.close();
  }
}

void FaultLink::cut() noexcept {
  alive_ = false;
  client_.reset();
  server_.reset();
}

}  // namespace bonito::test
