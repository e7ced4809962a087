#include "session/complaints.hpp"

#include <utility>

#include "bonito/base/log.hpp"

namespace bonito::detail {

void Complaints::say(std::string message) {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    if (last_ && now - *last_ < std::chrono::seconds(1)) return;
    last_ = now;
  }
  log(LogLevel::warning, LogOwner::network, std::move(message));
}

}  // namespace bonito::detail
