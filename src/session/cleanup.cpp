#include "bonito/session/cleanup.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/longest_wait.hpp"
#include "bonito/base/log.hpp"
#include "session/all_registries.hpp"
#include "session/cleanup_asking.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

using Clock = std::chrono::steady_clock;
using Policy = std::shared_ptr<const CleanupPolicy>;

// The process's policy. Never destroyed: sessions may end late.
struct Current {
  std::mutex mutex;
  Policy policy = std::make_shared<DefaultCleanupPolicy>();
};

Current& current() {
  static auto* current = new Current;
  return *current;
}

template <class F>
auto guarded(F ask, decltype(ask()) otherwise) noexcept -> decltype(ask()) {
  std::string why = "it threw what is no std::exception";
  try {
    return ask();
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
    // `why` says all that is known.
  }
  log(LogLevel::error, LogOwner::app, "The cleanup policy failed, and the session is kept: " + why + ".");
  return otherwise;
}

}  // namespace

std::optional<Clock::time_point> CleanupPolicy::ask_at(SessionStatus, Clock::time_point) const {
  return Clock::now() + std::chrono::seconds(1);
}

std::optional<Clock::time_point> DefaultCleanupPolicy::ask_at(SessionStatus status, Clock::time_point since) const {
  switch (status) {
    case SessionStatus::displayed: return since + detail::bounded(times_.wait_for_first_connect);
    case SessionStatus::soft_closed: return since + detail::bounded(times_.keep_after_disconnect);
    default: return std::nullopt;
  }
}

bool DefaultCleanupPolicy::should_cleanup(const Session& session) const {
  const auto due = ask_at(session.status(), session.since());
  return due && Clock::now() >= *due;
}

void set_cleanup_policy(std::shared_ptr<const CleanupPolicy> policy) {
  if (!policy) policy = std::make_shared<DefaultCleanupPolicy>();
  auto& now = current();
  {
    const std::lock_guard lock(now.mutex);
    now.policy.swap(policy);
  }
  for (const auto& registry : detail::all_registries()) {
    for (const auto& session : registry->all()) detail::SessionCore::of(*session).ask_policy_later();
  }
}

Policy cleanup_policy() {
  auto& now = current();
  const std::lock_guard lock(now.mutex);
  return now.policy;
}

namespace detail {

bool is_to_be_cleaned_up(const Session& session) noexcept {
  return guarded([&] { return cleanup_policy()->should_cleanup(session); }, false);
}

bool allows_soft_close() noexcept {
  return guarded([] { return cleanup_policy()->allow_soft_close(); }, true);
}

std::optional<Clock::duration> when_to_ask(SessionStatus status, Clock::time_point since) noexcept {
  const auto at = guarded([&] { return cleanup_policy()->ask_at(status, since); },
                          std::optional(Clock::now() + std::chrono::seconds(1)));
  if (!at) return std::nullopt;
  return std::max(*at - Clock::now(), Clock::duration(std::chrono::milliseconds(1)));
}

}  // namespace detail
}  // namespace bonito
