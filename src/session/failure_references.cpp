#include "session/failure_references.hpp"

#include "bonito/base/random.hpp"

namespace bonito::detail {

FailureReferences::Reference FailureReferences::next() {
  constexpr int most_in_second = 10;
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    in_second_ = 0;
  }
  if (in_second_ == most_in_second) return {last_, false};
  ++in_second_;
  last_ = random_id().substr(0, 8);
  return {last_, true};
}

}  // namespace bonito::detail
