#include "bonito/base/log.hpp"

#include <algorithm>
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

// Escaped, so that what a stranger sent can neither begin a new line nor command a terminal.
std::string printable(std::string message) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::none_of(message, is_control)) return message;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escaped;
  for (const char c : message) {
    if (!is_control(c)) {
      escaped += c;
    } else if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += "\\x";
      escaped += digits[static_cast<unsigned char>(c) >> 4];
      escaped += digits[static_cast<unsigned char>(c) & 15];
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

void log(LogLevel level, LogOwner owner, std::string message) noexcept {
  try {
    std::shared_ptr<const LogSink> sink;
    {
      auto& [mutex, current] = the_sink();
      const std::lock_guard lock(mutex);
      sink = current;
    }
    if (sink) (*sink)(LogEntry{level, owner, printable(std::move(message))});
  } catch (...) {
    // A sink that fails has nobody left to tell.
  }
}

}  // namespace bonito
