#include "bonito/base/log.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

namespace bonito {
namespace {

// Never destroyed: threads of the process may log while it ends.
struct Sink {
  std::mutex mutex;
  std::shared_ptr<const LogSink> current;
};
Sink& the_sink() {
  static auto* sink = new Sink;
  return *sink;
}

// Escaped, so that what a stranger sent can neither begin a new line nor command a terminal. The control characters
// from U+0080 on are two bytes.
std::string printable(std::string_view message) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escaped;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto byte_at = [&](std::size_t at) {
      return at < message.size() ? static_cast<unsigned char>(message[at]) : 0u;
    };
    const bool is_pair = byte_at(i) == 0xc2 && byte_at(i + 1) >= 0x80 && byte_at(i + 1) < 0xa0;
    if (is_pair) ++i;
    const auto byte = byte_at(i);
    if (byte == '\n') {
      escaped += "\\n";
    } else if (is_pair || byte < 0x20 || byte == 0x7f) {
      escaped += "\\x";
      escaped += digits[byte >> 4];
      escaped += digits[byte & 15];
    } else {
      escaped += message[i];
    }
  }
  return escaped;
}

}  // namespace

void set_log_sink(LogSink sink) {
  auto next = sink ? std::make_shared<const LogSink>(std::move(sink)) : nullptr;
  auto& [mutex, current] = the_sink();
  const std::lock_guard lock(mutex);
  current.swap(next);
}

void log(LogLevel level, LogOwner owner, std::string message, const std::vector<std::string>& details) noexcept {
  try {
    std::shared_ptr<const LogSink> sink;
    {
      auto& [mutex, current] = the_sink();
      const std::lock_guard lock(mutex);
      sink = current;
    }
    if (!sink) return;
    LogEntry entry{level, owner, printable(message)};
    for (const std::string& detail : details) entry.message += "\n    " + printable(detail);
    (*sink)(entry);
  } catch (...) {
    // A sink that fails has nobody left to tell.
  }
}

}  // namespace bonito
