#include "bonito/base/log.hpp"

#include <memory>
#include <mutex>

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
    if (sink) (*sink)(LogEntry{level, owner, std::move(message)});
  } catch (...) {
    // A sink that fails has nobody left to tell.
  }
}

}  // namespace bonito
