#include "support/crowd.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/measure.hpp"
#include "support/program.hpp"

namespace bonito::bench {

void Crowd::Line::say(std::int64_t number) const {
  if (write(say_, &number, sizeof number) != sizeof number) fail("Nobody hears this crowd.");
}

void Crowd::Line::wait() const {
  char byte;
  static_cast<void>(!read(wait_, &byte, 1));
}

Crowd::Crowd(const std::function<void(const Line&)>& work) {
  int said[2], held[2];
  if (pipe2(said, O_CLOEXEC) != 0 || pipe2(held, O_CLOEXEC) != 0) fail("There is no pipe to be had.");
  process_ = fork();
  if (process_ == 0) {
    end_with_parent();
    close(said[0]);
    close(held[1]);
    Line line;
    line.say_ = said[1];
    line.wait_ = held[0];
    work(line);
    _exit(0);
  }
  close(said[1]);
  close(held[0]);
  hear_ = said[0];
  let_go_ = held[1];
}

Crowd::~Crowd() {
  static_cast<void>(!write(let_go_, "", 1));
  close(let_go_);
  close(hear_);
  waitpid(process_, nullptr, 0);
}

std::int64_t Crowd::hear() const {
  std::int64_t number;
  if (read(hear_, &number, sizeof number) != sizeof number) fail("A crowd was lost.");
  return number;
}

}  // namespace bonito::bench
