// Strand: one session's code, one piece at a time, in order, on whichever worker is free.
//
// Owner: shared by the session and by whatever it posted; work that waits keeps the strand alive.
// Thread: post() from any. Failure: what the work throws goes to `failed`, on the strand.
#pragma once
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "bonito/reactive/executor.hpp"

namespace bonito::detail {

class Strand final : public Executor, public std::enable_shared_from_this<Strand> {
 public:
  using Work = std::function<void()>;

  explicit Strand(std::function<void(std::exception_ptr)> failed) : failed_(std::move(failed)) {}

  void post(Work work) override;
  bool is_current() const noexcept override;
  static bool is_any_current() noexcept;  // does the calling thread run some strand's work?
  // Runs work on the calling thread, as the strand's; waits until what came before has run.
  // What the work throws reaches the caller.
  void run_here(const Work& work);
  // Drops what waits, refuses more, and runs `last` once what runs now has returned.
  void end(Work last);
  // Until nothing runs here; at once if the caller is the strand's own work.
  void wait();

 private:
  void schedule();  // with the lock held
  void run();
  void rest();  // with the lock held: there is more to do, or the strand is idle
  void call(Work work) noexcept;
  bool ended();

  const std::function<void(std::exception_ptr)> failed_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::vector<Work> queue_;
  Work last_;
  bool busy_ = false;  // a worker runs this strand, or has been asked to
  bool ended_ = false;
};

}  // namespace bonito::detail
