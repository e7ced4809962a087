// ws_echo as a suite sees it: a program with one line of output, and an end.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "support/raw_client.hpp"

namespace bonito::test {
namespace {

using namespace std::chrono_literals;

// The program, running, with its output to read.
class Program {
 public:
  Program() {
    int ends[2];
    if (pipe(ends) != 0) return;
    id_ = fork();
    if (id_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      execl(WS_ECHO, "ws_echo", "--host", "127.0.0.1", "--port", "0", "--deflate", static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
  }
  ~Program() { close(output_); }

  std::string line() {
    std::string text;
    for (char c; read(output_, &c, 1) == 1 && c != '\n';) text += c;
    return text;
  }
  int end_with(int signal) {
    int status = -1;
    kill(id_, signal);
    waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_ = -1;
  int output_ = -1;
};

TEST(WsEcho, SaysWhereItListensEchoesAndEndsCleanly) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program program;
    const auto line = program.line();
    const std::string words = "Listening on http://127.0.0.1:";
    ASSERT_EQ(line.substr(0, words.size()), words);
    const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(words.size())));
    auto socket = RawSocket::connect(port, "/").value();
    socket.send(as_bytes("hello"), false);
    EXPECT_EQ(as_text(socket.receive(20s).value()), "hello");
    EXPECT_FALSE(socket.last_was_binary());
    EXPECT_EQ(program.end_with(signal), 0);
  }
}

}  // namespace
}  // namespace bonito::test
