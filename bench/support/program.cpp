#include "support/program.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support/measure.hpp"

namespace bonito::bench {

Program::Program(const std::string& path) {
  int output[2];
  if (pipe(output) != 0) fail("There is no pipe to be had.");
  process_ = fork();
  if (process_ == 0) {
    end_with_parent();
    dup2(output[1], STDOUT_FILENO);
    close(output[0]);
    close(output[1]);
    execl(path.c_str(), path.c_str(), "--port", "0", nullptr);
    _exit(127);
  }
  close(output[1]);
  std::string line;
  for (char next; read(output[0], &next, 1) == 1 && next != '\n';) line += next;
  close(output[0]);
  const auto colon = line.rfind(':');
  if (colon == line.npos) fail(path + " did not say where it listens.");
  port_ = static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
}

Program::~Program() {
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

void end_with_parent() { prctl(PR_SET_PDEATHSIG, SIGTERM); }

void raise_file_limit() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace bonito::bench
