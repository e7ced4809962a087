// Pieces: a coroutine that makes something long piece by piece, each when it is asked for.
//
//   Pieces table_of(std::vector<Row> rows) {
//     co_yield "time,level\n";
//     for (const Row& row : rows) co_yield row.time + "," + row.level + "\n";
//   }
//
// Between two pieces it holds no thread. Whoever asks for no more ends it where it stands, with what it holds.
//
// Owner: whoever has it; it moves. Thread: one at a time, any. Failure: what the coroutine throws reaches who asked.
#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bonito/base/bytes.hpp"

namespace bonito {

class Pieces {
 public:
  struct promise_type {
    std::optional<std::string> piece;
    std::exception_ptr thrown;

    Pieces get_return_object() noexcept { return Pieces(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(std::string text) noexcept {
      piece = std::move(text);
      return {};
    }
    std::suspend_always yield_value(BytesView bytes) { return yield_value(std::string(as_text(bytes))); }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { thrown = std::current_exception(); }
  };

  Pieces(Pieces&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Pieces& operator=(Pieces&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~Pieces() {
    if (coroutine_) coroutine_.destroy();
  }

  // The next one; nothing: that was all.
  std::optional<std::string> operator()() {
    if (!coroutine_ || coroutine_.done()) return std::nullopt;
    auto& promise = coroutine_.promise();
    coroutine_.resume();
    if (promise.thrown) std::rethrow_exception(std::exchange(promise.thrown, nullptr));
    return std::exchange(promise.piece, std::nullopt);
  }

 private:
  explicit Pieces(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}
  std::coroutine_handle<promise_type> coroutine_;
};

}  // namespace bonito
