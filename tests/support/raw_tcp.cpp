#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "support/raw_client.hpp"

namespace bonito::test {
namespace {

using Clock = std::chrono::steady_clock;

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

std::size_t number(std::string_view text, int base = 10) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

std::string request_text(const std::string& method, const std::string& target, const std::string& body,
                         const Headers& headers) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

}  // namespace

Result<RawTcp> RawTcp::connect(std::uint16_t port, const std::string& host) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return Error{Errc::io, host + " is no IPv4 address."};
  RawTcp tcp(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (tcp.socket_ < 0 || ::connect(tcp.socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return Error{Errc::io, "Nobody listens on " + host + ":" + std::to_string(port) + "."};
  }
  const int on = 1;
  setsockopt(tcp.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return Result<RawTcp>(std::move(tcp));
}

RawTcp::RawTcp(RawTcp&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}
RawTcp& RawTcp::operator=(RawTcp&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(buffer_, other.buffer_);
  return *this;
}
RawTcp::~RawTcp() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawTcp::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawTcp::receive(std::string& buffer, Clock::time_point deadline) {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, milliseconds_until(deadline)) <= 0) return false;
  char chunk[65536];
  const auto received = ::recv(socket_, chunk, sizeof chunk, 0);
  if (received <= 0) return false;
  buffer.append(chunk, static_cast<std::size_t>(received));
  return true;
}

void RawTcp::shrink_buffers() {
  const int bytes = 4096;
  setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

void RawTcp::shut_down_sending() { ::shutdown(socket_, SHUT_WR); }

Result<Response> RawTcp::response(std::chrono::milliseconds timeout, bool to_head) {
  const auto deadline = Clock::now() + timeout;
  const auto cut_short = [&] { return Error{Errc::closed, "The response ended after: \"" + buffer_ + "\"."}; };
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos) {
    if (!receive(buffer_, deadline)) return cut_short();
  }
  Response response;
  const std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  if (head.size() < 14) return Error{Errc::bad_payload, "This is no status line: " + head};
  response.status = static_cast<int>(number(std::string_view(head).substr(9, 3)));
  for (auto line = head.find("\r\n") + 2; line < head.size(); line = head.find("\r\n", line) + 2) {
    const auto colon = head.find(": ", line);
    response.headers.emplace_back(head.substr(line, colon - line),
                                  head.substr(colon + 2, head.find("\r\n", line) - colon - 2));
  }
  while (!to_head && find_header(response.headers, "Transfer-Encoding") == "chunked") {
    const auto line = buffer_.find("\r\n");
    const auto size = line == buffer_.npos ? 0 : number(buffer_, 16);
    if (line == buffer_.npos || buffer_.size() < line + 2 + size + 2) {
      if (!receive(buffer_, deadline)) return cut_short();
      continue;
    }
    response.body += buffer_.substr(line + 2, size);
    buffer_.erase(0, line + 2 + size + 2);
    if (size == 0) return response;
  }
  const auto length = to_head ? 0 : number(find_header(response.headers, "Content-Length"));
  while (buffer_.size() < length) {
    if (!receive(buffer_, deadline)) return cut_short();
  }
  response.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return response;
}

bool RawTcp::ends(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (receive(buffer_, deadline)) {
  }
  return buffer_.empty() && Clock::now() < deadline;
}

Result<Response> http_get(const std::string& host, std::uint16_t port, const std::string& target,
                          const Headers& headers) {
  auto tcp = RawTcp::connect(port, host);
  if (!tcp) return tcp.error();
  tcp->send(request_text("GET", target, "", headers));
  return tcp->response();
}

Result<Response> http_request(std::uint16_t port, const std::string& method, const std::string& target,
                              const std::string& body, const Headers& headers) {
  auto tcp = RawTcp::connect(port);
  if (!tcp) return tcp.error();
  tcp->send(request_text(method, target, body, headers));
  return tcp->response(std::chrono::seconds(60), method == "HEAD");
}

}  // namespace bonito::test
