// How sessions ask the cleanup policy: what it throws goes no further.
#pragma once
#include <chrono>
#include <memory>
#include <optional>

#include "bonito/session/cleanup.hpp"

namespace bonito::detail {

bool is_to_be_cleaned_up(const Session& session) noexcept;
bool allows_soft_close() noexcept;
std::optional<std::chrono::steady_clock::duration> when_to_ask(SessionStatus status,
                                                               std::chrono::steady_clock::time_point since) noexcept;

}  // namespace bonito::detail
