// WorkerPool: the threads that run sessions' code and request handlers.
//
// There are as many threads as cores, at least two. Handlers may block: when work has waited for a
// while and every thread is busy, the pool adds one, up to 256, so that a handler that blocks delays
// nobody else. The process has one pool; it is never destroyed, and idle threads cost nothing.
// Thread: any. Failure: work must not throw.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "bonito/base/timer.hpp"

namespace bonito::detail {

class WorkerPool {
 public:
  static WorkerPool& get();
  void post(std::function<void()> work);

 private:
  WorkerPool();
  std::string add_thread();  // with the lock held
  static void complain(const std::string& failure);
  void run();
  void watch();  // with the lock held: looks again soon whether the queue moves
  void look();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
  std::size_t taken_ = 0;  // pieces of work that a thread has taken, ever
  std::size_t taken_when_watched_ = 0;
  bool watched_ = false;
  Timer watch_;
};

}  // namespace bonito::detail
