// Strand: one session's code, one piece at a time, in order, on whichever worker is free.
//
// Owner: shared by the session and by whatever it posted; work that waits keeps the strand alive.
// Thread: post() from any. Failure: what the work throws goes to `failed`, on the strand.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
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
  // Runs work on the calling thread, as the strand's; waits until what came before has run, and for nothing that comes
  // later. What the work throws reaches the caller.
  void run_here(const Work& work);
  // Drops what waits, refuses more, and runs `last` once what runs now has returned.
  void end(Work last);
  // Until nothing runs here; at once if the caller is the strand's own work.
  void wait();

 private:
  void schedule();  // with the lock held
  void run();
  std::vector<Work> take();  // with the lock held: what is to run before the first guest does
  bool is_guests_turn() const { return !guests_.empty() && guests_.front().before <= taken_; }  // with the lock held
  void rest();  // with the lock held: a guest is next, or there is more to do, or the strand is idle
  void call(Work work) noexcept;
  friend void fail_current_strand(std::exception_ptr thrown) noexcept;
  bool ended();

  const std::function<void(std::exception_ptr)> failed_;
  std::mutex mutex_;
  std::condition_variable idle_;
  struct Guest {  // somebody who waits in run_here()
    std::uint64_t number;
    std::uint64_t before;  // so much work came before
  };
  std::vector<Work> queue_;
  std::uint64_t taken_ = 0;  // out of the queue, since there is this strand
  std::deque<Guest> guests_;
  std::uint64_t newest_guest_ = 0;
  std::uint64_t guest_ = 0;  // whose turn it was last
  Work last_;
  bool busy_ = false;  // somebody runs this strand, or has been asked to
  bool ended_ = false;
};

}  // namespace bonito::detail
