#include "support/raw_stream.hpp"

#include <charconv>
#include <string_view>

namespace bonito::test {
namespace {

using Clock = std::chrono::steady_clock;

Bytes from_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Bytes bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char digit : text) {
    if (digit == '=') break;
    group = group << 6 | static_cast<std::uint32_t>(digits.find(digit));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::byte>(group >> bits & 0xff));
  }
  return bytes;
}

std::string lines_of(std::uint16_t port, const Headers& headers) {
  std::string lines;
  if (find_header(headers, "Host").empty()) lines = "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
  for (const auto& [name, value] : headers) lines += name + ": " + value + "\r\n";
  return lines;
}

}  // namespace

std::string with_length(BytesView frame) {
  std::string text;
  for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(frame.size() >> shift & 0xff);
  return text.append(as_text(frame));
}

RawStream::RawStream(RawTcp tcp, std::uint16_t port, std::string target, Headers headers)
    : tcp_(std::move(tcp)), port_(port), target_(std::move(target)), headers_(std::move(headers)) {}

Result<RawStream> RawStream::open(std::uint16_t port, const std::string& target, const Headers& headers) {
  auto tcp = RawTcp::connect(port);
  if (!tcp) return tcp.error();
  tcp->send("GET " + target + " HTTP/1.1\r\n" + lines_of(port, headers) + "\r\n");
  auto head = tcp->response(std::chrono::seconds(60), true);
  if (!head) return head.error();
  RawStream stream(std::move(*tcp), port, target, headers);
  stream.chunks_ = stream.tcp_.rest();
  stream.head_ = std::move(*head);
  if (stream.head_.status != 200) {
    return Error{Errc::refused, "The server answered " + std::to_string(stream.head_.status) + "."};
  }
  if (find_header(stream.head_.headers, "Transfer-Encoding").empty()) {  // a refusal has a length
    stream.text_ = std::exchange(stream.chunks_, "");
    const auto deadline = Clock::now() + std::chrono::seconds(60);
    const auto length = find_header(stream.head_.headers, "Content-Length");
    std::size_t size = 0;
    std::from_chars(length.data(), length.data() + length.size(), size);
    while (stream.text_.size() < size && stream.tcp_.receive(stream.text_, deadline)) {
    }
    stream.ended_ = true;
  }
  return Result<RawStream>(std::move(stream));
}

bool RawStream::read_line(std::string& line, Clock::time_point deadline) {
  for (;;) {
    if (const auto end = text_.find('\n'); end != text_.npos) {
      line = text_.substr(0, end);
      text_.erase(0, end + 1);
      return true;
    }
    if (ended_) return false;
    const auto head = chunks_.find("\r\n");
    std::size_t size = 0;
    if (head != chunks_.npos) std::from_chars(chunks_.data(), chunks_.data() + head, size, 16);
    if (head == chunks_.npos || chunks_.size() < head + 2 + size + 2) {
      if (!tcp_.receive(chunks_, deadline)) return false;
      continue;
    }
    ended_ = size == 0;
    text_ += chunks_.substr(head + 2, size);
    chunks_.erase(0, head + 2 + size + 2);
  }
}

bool RawStream::read_event(std::string& name, std::string& data, Clock::time_point deadline) {
  name = data = "";
  bool has_data = false;  // of a frame that is empty it is "", too
  for (std::string line; read_line(line, deadline);) {
    if (line.starts_with(":")) ++comments_;
    if (line.starts_with("event: ")) name = line.substr(7);
    if (line.starts_with("data: ")) {
      data = line.substr(6);
      has_data = true;
    }
    if (line.empty() && has_data) return true;
  }
  return false;
}

std::optional<Bytes> RawStream::receive(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  std::string name, data;
  while (read_event(name, data, deadline)) {
    if (name != "open") return from_base64(data);
    token_ = data;
  }
  return std::nullopt;
}

const std::string& RawStream::token(std::chrono::milliseconds timeout) {
  std::string name, data;
  if (token_.empty() && read_event(name, data, Clock::now() + timeout) && name == "open") token_ = data;
  return token_;
}

RawTcp RawStream::begin_post(const std::string& body, std::uint64_t number) {
  auto tcp = RawTcp::connect(port_).value();
  const auto host = find_header(headers_, "Host");
  const std::string authority = host.empty() ? "127.0.0.1:" + std::to_string(port_) : std::string(host);
  const std::string origin = find_header(headers_, "Origin").empty() ? "Origin: http://" + authority + "\r\n" : "";
  tcp.send("POST " + target_ + " HTTP/1.1\r\n" + lines_of(port_, headers_) + origin + "Bonito-Stream: " + token() +
           " " + std::to_string(number) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return tcp;
}

bool RawStream::is_waiting_for_answer() {
  if (begin_post("", posts_ + 2).response().value().status == 409) return true;
  count_post();
  return false;
}

int RawStream::post(const std::string& body, std::uint64_t number) {
  posts_ = number;
  const auto response = begin_post(body, number).response();
  return response ? response->status : 0;
}

}  // namespace bonito::test
