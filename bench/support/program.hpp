// Program: another program of this build, on any free port of 127.0.0.1.
//
//   Program counter(COUNTER);
//   http_get("127.0.0.1", counter.port(), "/");
//
// Owner: whoever made it; the destructor asks it to end, and waits. Thread: one at a time. Failure: fail().
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>

namespace bonito::bench {

class Program {
 public:
  explicit Program(const std::string& path);  // until it says that it listens
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t process() const noexcept { return process_; }
  std::uint16_t port() const noexcept { return port_; }

 private:
  pid_t process_ = 0;
  std::uint16_t port_ = 0;
};

// For a process that was just forked: it does not outlive the thread that did so.
void end_with_parent();

// As many open files as the system allows, for this process and those it starts.
void raise_file_limit();

}  // namespace bonito::bench
