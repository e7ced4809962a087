// Closing: whose connection this thread closes. What that says of its own end, Session::soft_close() with no number, is
// about no other connection of the same session, and is passed over.
//
// Owner: the stack. Thread: its own. Failure: none.
#pragma once
#include <memory>
#include <utility>

#include "bonito/session/channel.hpp"

namespace bonito::detail {

class Closing {
 public:
  explicit Closing(const void* whose) noexcept : before_(std::exchange(now_, whose)) {}
  ~Closing() { now_ = before_; }
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  static bool is_for(const void* whose) noexcept { return now_ == whose; }

 private:
  static inline thread_local const void* now_ = nullptr;
  const void* const before_;
};

// Says why, and closes.
void dismiss(const void* whose, Channel& connection, const Bye& why);

}  // namespace bonito::detail
