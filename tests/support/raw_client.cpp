#include "support/raw_client.hpp"

#include <algorithm>

namespace bonito::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint8_t fin = 0x80;
enum Kind : std::uint8_t { continuation = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };

// Any key will do for a peer that does not check for randomness.
constexpr unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
  return out;
}

std::string masked_frame(std::uint8_t first, std::string_view payload) {
  std::string frame(1, static_cast<char>(first));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65536) {
    frame += static_cast<char>(0x80 | 126);
    frame += big_endian(payload.size(), 2);
  } else {
    frame += static_cast<char>(0x80 | 127);
    frame += big_endian(payload.size(), 8);
  }
  frame.append(reinterpret_cast<const char*>(mask), sizeof mask);
  const auto start = frame.size();
  frame += payload;
  for (std::size_t i = 0; i < payload.size(); ++i) frame[start + i] = static_cast<char>(frame[start + i] ^ mask[i % 4]);
  return frame;
}

}  // namespace

RawSocket::RawSocket(RawTcp tcp, Response handshake) : tcp_(std::move(tcp)), handshake_(std::move(handshake)) {
  buffer_ = tcp_.rest();
}

Result<RawSocket> RawSocket::connect(std::uint16_t port, const std::string& target, const Headers& headers,
                                     std::chrono::milliseconds patience) {
  auto tcp = RawTcp::connect(port);
  if (!tcp) return tcp.error();
  const std::string host =
      find_header(headers, "Host").empty() ? "Host: 127.0.0.1:" + std::to_string(port) + "\r\n" : "";
  std::string request = "GET " + target + " HTTP/1.1\r\n" + host +
                        "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  tcp->send(request + "\r\n");
  auto response = tcp->response(patience);
  if (!response) return response.error();
  if (response->status != 101) {
    return Error{Errc::refused, "The server answered " + std::to_string(response->status) + ": " + response->body};
  }
  if (find_header(response->headers, "Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") {
    return Error{Errc::bad_payload, "The server's Sec-WebSocket-Accept is wrong."};
  }
  return RawSocket(std::move(*tcp), std::move(*response));
}

bool RawSocket::send(BytesView message, bool as_binary) {
  return send_frame(static_cast<std::uint8_t>(fin | (as_binary ? binary : text)), message);
}
bool RawSocket::send_frame(std::uint8_t first, BytesView payload) {
  return tcp_.send(masked_frame(first, as_text(payload)));
}
bool RawSocket::send_raw(BytesView bytes) { return tcp_.send(as_text(bytes)); }

std::optional<RawSocket::Frame> RawSocket::next_frame(Clock::time_point deadline) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(buffer_[consumed_ + i]); };
  const auto have = [&](std::uint64_t bytes) {
    while (buffer_.size() - consumed_ < bytes) {
      buffer_.erase(0, consumed_);
      consumed_ = 0;
      if (!tcp_.receive(buffer_, deadline)) return false;
    }
    return true;
  };
  if (!have(2)) return std::nullopt;
  const auto size_bytes = byte(1) == 126 ? 2u : byte(1) == 127 ? 8u : 0u;
  if (!have(2 + size_bytes)) return std::nullopt;
  std::uint64_t size = size_bytes ? 0 : byte(1);
  for (std::size_t i = 0; i < size_bytes; ++i) size = size << 8 | byte(2 + i);
  if (!have(2 + size_bytes + size)) return std::nullopt;
  const auto payload = as_bytes(std::string_view(buffer_).substr(consumed_ + 2 + size_bytes, size));
  Frame frame{byte(0), Bytes(payload.begin(), payload.end())};
  consumed_ += 2 + size_bytes + size;
  return frame;
}

std::optional<Bytes> RawSocket::receive(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (!close_reason_) {
    const auto frame = next_frame(deadline);
    if (!frame) {
      if (Clock::now() < deadline) close_reason_ = http::CloseReason{1006, "The server left without a word."};
      return std::nullopt;
    }
    const auto& [first, payload] = *frame;
    switch (first & 0x0f) {
      case ping:
        ++pings_;
        send_frame(fin | pong, payload);
        continue;
      case pong: ++pongs_; continue;
      case closing: {
        const auto words = as_text(payload);
        const auto high = words.size() < 2 ? 0 : static_cast<unsigned char>(words[0]);
        const auto low = words.size() < 2 ? 0 : static_cast<unsigned char>(words[1]);
        const auto code = words.size() < 2 ? 1005 : high << 8 | low;
        close_reason_ = http::CloseReason{static_cast<std::uint16_t>(code),
                                          std::string(words.substr(std::min<std::size_t>(2, words.size())))};
        send_frame(fin | closing, payload);
        return std::nullopt;
      }
      case text:
      case binary: binary_ = (first & 0x0f) == binary; break;
      default: break;
    }
    message_.insert(message_.end(), payload.begin(), payload.end());
    if (first & fin) return std::exchange(message_, {});
  }
  return std::nullopt;
}

void RawSocket::close(std::optional<std::uint16_t> code) {
  send_frame(fin | closing, as_bytes(code ? big_endian(*code, 2) : ""));
  while (receive(std::chrono::seconds(20))) {
  }
  tcp_.shut_down_sending();
}

}  // namespace bonito::test
