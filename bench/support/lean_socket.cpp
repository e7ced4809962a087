#include "support/lean_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "support/measure.hpp"

namespace bonito::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t first_buffer = 2u << 10;  // of the thousands that a crowd has
constexpr std::size_t most_at_once = 1u << 20;
constexpr std::uint8_t fin = 0x80, binary = 2, closing = 8, ping = 9, pong = 10;

}  // namespace

LeanSocket::LeanSocket(std::uint16_t port) : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("A server is not there.");
  const int on = 1;
  setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  buffer_.resize(first_buffer);
}

LeanSocket::LeanSocket(LeanSocket&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      end_(other.end_),
      frame_(std::move(other.frame_)) {}
LeanSocket& LeanSocket::operator=(LeanSocket&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(buffer_, other.buffer_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  std::swap(frame_, other.frame_);
  return *this;
}
LeanSocket::~LeanSocket() {
  if (handle_ >= 0) ::close(handle_);
}

void LeanSocket::send_all(BytesView bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("A connection was lost while something was sent.");
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
}

// Appends what has come, or comes by then.
bool LeanSocket::fill(Clock::time_point deadline) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
    if (end_ > buffer_.size() / 2) buffer_.resize(2 * buffer_.size());
  }
  for (;;) {
    const std::size_t room = std::min(buffer_.size() - end_, most_at_once);
    const auto received = ::recv(handle_, buffer_.data() + end_, room, MSG_DONTWAIT);
    if (received > 0) {
      end_ += static_cast<std::size_t>(received);
      if (static_cast<std::size_t>(received) == room && room < most_at_once) buffer_.resize(2 * buffer_.size());
      return true;
    }
    if (received == 0 || errno != EAGAIN) fail("A server closed the connection without a word.");
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{.fd = handle_, .events = POLLIN, .revents = 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
  }
}

std::string LeanSocket::read_head() {
  for (;;) {
    const auto end = as_text(unread()).find("\r\n\r\n");
    if (end != std::string_view::npos) {
      const std::string head(as_text(unread().first(end + 4)));
      begin_ += head.size();
      return head;
    }
    if (!fill(Clock::now() + 10s)) fail("No answer came.");
  }
}

std::string LeanSocket::get(const std::string& path) {
  send_all(as_bytes("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
  const std::string head = read_head();
  const auto length = head.find("Content-Length: ");
  if (!head.starts_with("HTTP/1.1 200") || length == head.npos) fail("This is not the answer: " + head);
  const std::size_t size = std::stoul(head.substr(length + 16));
  while (end_ - begin_ < size) {
    if (!fill(Clock::now() + 10s)) fail("An answer was cut off.");
  }
  const std::string body(as_text(unread().first(size)));
  begin_ += size;
  return body;
}

void LeanSocket::upgrade(const std::string& path) {
  send_all(as_bytes("GET " + path +
                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
  const std::string head = read_head();
  if (!head.starts_with("HTTP/1.1 101")) fail("A WebSocket was refused: " + head);
}

void LeanSocket::send(BytesView message) { send_frame(binary, message); }

void LeanSocket::send_frame(std::uint8_t opcode, BytesView payload) {
  const auto byte = [](std::size_t value) { return static_cast<std::byte>(value & 0xff); };
  if (payload.size() > 0xffff) fail("The clients here send short messages.");
  frame_.assign({byte(fin | opcode), byte(0x80 | std::min<std::size_t>(payload.size(), 126))});
  if (payload.size() >= 126) frame_.insert(frame_.end(), {byte(payload.size() >> 8), byte(payload.size())});
  frame_.resize(frame_.size() + 4);  // the mask
  frame_.insert(frame_.end(), payload.begin(), payload.end());
  send_all(frame_);
}

std::optional<BytesView> LeanSocket::receive(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  for (;;) {
    const BytesView bytes = unread();
    const auto byte = [&](std::size_t i) { return std::to_integer<std::uint8_t>(bytes[i]); };
    const std::size_t size_bytes = bytes.size() < 2 ? 0 : byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
    if (bytes.size() < 2 + size_bytes) {
      if (!fill(deadline)) return std::nullopt;
      continue;
    }
    std::size_t size = size_bytes ? 0 : byte(1);
    for (std::size_t i = 0; i < size_bytes; ++i) size = size << 8 | byte(2 + i);
    const std::size_t start = 2 + size_bytes;
    if (bytes.size() < start + size) {
      if (!fill(deadline)) return std::nullopt;
      continue;
    }
    begin_ += start + size;
    const BytesView payload = bytes.subspan(start, size);
    const std::uint8_t opcode = byte(0) & 0x0f;
    if (opcode == binary && byte(0) & fin) return payload;
    if (opcode == closing) fail("A server closed a WebSocket: " + std::string(as_text(payload.subspan(2))));
    if (opcode == ping) send_frame(pong, payload);
  }
}

}  // namespace bonito::bench
