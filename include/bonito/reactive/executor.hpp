// Executor: runs work one at a time, in order. A session's strand is one; so may be your own queue.
//
// Thread: post() from any. Failure: work must not throw across post(); whoever runs it sees to that.
#pragma once
#include <functional>

namespace bonito {

class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(std::function<void()> work) = 0;  // later, in order; dropped once it has ended
  virtual bool is_current() const noexcept = 0;       // is the calling thread running this executor's work?
};

}  // namespace bonito
