// Waiting for SIGINT or SIGTERM, without ending the process.
#pragma once

namespace bonito::detail {

// A thing to wait on: wake() ends every wait(), now and later.
class Wakeup {
 public:
  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void wake() noexcept;
  // Until wake(), or one of the two signals. Several threads may wait; a signal wakes all.
  void wait();

 private:
  int event_;
};

}  // namespace bonito::detail
