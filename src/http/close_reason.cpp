#include "http/close_reason.hpp"

namespace bonito::http {
namespace {

// Is this byte of UTF-8 not the first of its character?
bool continues(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

}  // namespace

CloseReason sendable(CloseReason reason) {
  constexpr std::size_t most_bytes = 123;
  const auto code = reason.code;
  const bool standard = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
  if (!standard && (code < 3000 || code > 4999)) reason.code = 1000;
  if (reason.text.size() > most_bytes) {
    auto end = most_bytes;
    while (end > 0 && continues(reason.text[end])) --end;
    reason.text.resize(end);
  }
  return reason;
}

bool ends_inside_character(std::string_view text) noexcept {
  std::size_t length = 0;
  while (length < text.size() && length < 3 && continues(text[text.size() - 1 - length])) ++length;
  if (length == text.size()) return false;
  const auto first = static_cast<unsigned char>(text[text.size() - 1 - length]);
  const std::size_t needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return length + 1 < needed;
}

}  // namespace bonito::http
