// Task: a coroutine of a session's own code. It runs at once, until it first waits, and then goes on when what it waits
// for is there, on the session's strand. Nobody waits for it.
//
//   dom::button("Measure", on_click([&session, width]() -> Task {
//     const Result<double> pixels = co_await session.eval_value<double>(js("innerWidth"));
//     if (pixels) width.set(*pixels);
//   }));
//
// An event handler, what it has captured and its Event are there until the coroutine has come to its end, even if the
// element has gone. Of any other lambda what it captured lives only as long as the lambda: give such a coroutine what
// it needs as parameters. When the session ends, what is waited for is an Error (Errc::closed): the coroutine always
// comes to its end, and may then ask the session for nothing more.
//
// Thread: the session's strand. Failure: what it throws is the session's failure, as if its handler had thrown.
#pragma once
#include <coroutine>
#include <exception>
#include <memory>
#include <utility>

namespace bonito {

namespace detail {
void fail_current_strand(std::exception_ptr thrown) noexcept;
}

class Task {
  using Kept = std::shared_ptr<std::shared_ptr<const void>>;

 public:
  // Until the coroutine has come to its end.
  void keep(std::shared_ptr<const void> what) const noexcept { *kept_ = std::move(what); }

  struct promise_type {
    const Kept kept = std::make_shared<std::shared_ptr<const void>>();

    ~promise_type() { kept->reset(); }
    Task get_return_object() noexcept { return Task(kept); }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { detail::fail_current_strand(std::current_exception()); }
  };

 private:
  explicit Task(Kept kept) noexcept : kept_(std::move(kept)) {}
  Kept kept_;
};

}  // namespace bonito
