// A timer: run something later, or forget it.
//
//   Timer timer = run_after(30s, [weak] { if (auto session = weak.lock()) session->close(); });
//   timer.cancel();
//
// Owner: the Timer; destroying it cancels. Thread: callbacks run on one thread that all timers of
// the process share, so they must be short and may not block: post real work elsewhere. cancel()
// may be called from any thread, also from the callback; once it returns on another thread, the
// callback is not running and will not run. Failure: an exception in a callback is logged.
#pragma once
#include <chrono>
#include <functional>
#include <memory>

namespace bonito {

class [[nodiscard]] Timer {
 public:
  struct Entry;

  Timer() noexcept;
  explicit Timer(std::shared_ptr<Entry> entry) noexcept;
  Timer(Timer&& other) noexcept;
  Timer& operator=(Timer&& other) noexcept;
  ~Timer();

  void cancel() noexcept;

 private:
  std::shared_ptr<Entry> entry_;
};

Timer run_after(std::chrono::steady_clock::duration delay, std::function<void()> callback);

}  // namespace bonito
