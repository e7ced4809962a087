// The first of the exceptions that several steps throw; all steps run.
#pragma once
#include <exception>
#include <utility>

namespace bonito::detail {

class FirstError {
 public:
  template <class F>
  void guard(F&& step) {
    try {
      step();
    } catch (...) {
      keep(std::current_exception());
    }
  }
  void keep(std::exception_ptr error) noexcept {
    if (!first_) first_ = std::move(error);
  }
  explicit operator bool() const noexcept { return first_ != nullptr; }
  void rethrow() {
    if (first_) std::rethrow_exception(std::exchange(first_, nullptr));
  }

 private:
  std::exception_ptr first_;
};

}  // namespace bonito::detail
