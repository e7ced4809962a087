#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "bonito/base/log.hpp"
#include "bonito/web/error_page.hpp"
#include "web/http_date.hpp"

namespace bonito::http {
namespace {

bool is_token(std::string_view name) noexcept {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
  });
}

bool is_one_line(std::string_view value) noexcept {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_ours(const std::string& name) {
  static constexpr std::array ours{"Connection",        "Content-Length", "Date",   "Keep-Alive",
                                   "Transfer-Encoding", "Trailer",        "Upgrade"};
  const Headers one{{name, "set"}};
  return std::any_of(ours.begin(), ours.end(), [&](const char* header) { return !find_header(one, header).empty(); });
}

}  // namespace

bool has_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

std::string response_head(const Response& response, Persistence persistence, Framing framing) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += status_phrase(response.status);
  head += "\r\nDate: " + detail::http_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())) +
          "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || !is_one_line(value)) {
      log(LogLevel::warning, LogOwner::app,
          "A response header was dropped: its name or its value holds a character that no header may hold.");
    } else if (!is_ours(name)) {
      head += name + ": " + value + "\r\n";
    }
  }
  const bool body = has_body(response.status);
  const auto size = response.source ? response.source->size.value_or(0) : response.body.size();
  if (body && framing == Framing::length) head += "Content-Length: " + std::to_string(size) + "\r\n";
  if (body && framing == Framing::chunked) head += "Transfer-Encoding: chunked\r\n";
  if (persistence == Persistence::close) head += "Connection: close\r\n";
  if (persistence == Persistence::keep_aloud) head += "Connection: keep-alive\r\n";
  return head += "\r\n";
}

std::string chunk_head(std::size_t size) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), size, 16).ptr;
  return std::string(digits.begin(), end).append(chunk_end);
}

}  // namespace bonito::http
