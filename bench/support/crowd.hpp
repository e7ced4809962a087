// Crowd: a process full of clients, since one process may not open as many files as all of them need.
//
//   Crowd crowd([&](Crowd::Line& line) {       // runs in the other process, which ends with it
//     auto clients = connect(2'500);
//     line.say(0);
//     line.wait();
//   });
//   crowd.hear();                              // 0
//
// Owner: whoever made it, before it had other threads; the destructor lets wait() return, and waits for the end of the
// process. Thread: one at a time. Failure: fail().
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>

namespace bonito::bench {

class Crowd {
 public:
  class Line {
   public:
    void say(std::int64_t number) const;
    void wait() const;

   private:
    friend Crowd;
    int say_ = -1;
    int wait_ = -1;
  };

  explicit Crowd(const std::function<void(const Line&)>& work);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  std::int64_t hear() const;  // what it says next

 private:
  pid_t process_;
  int hear_;
  int let_go_;
};

}  // namespace bonito::bench
