#include "workers.hpp"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <utility>

using namespace bonito;

namespace {

constexpr int its_socket = 3;

// This program again, with one end of a socket; the other is returned.
int start(const std::vector<std::string>& arguments, int& process) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::runtime_error("There is no socket for a worker.");
  }
  std::vector<std::string> words{"proxy", "--worker", std::to_string(its_socket)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], its_socket);
  posix_spawn_file_actions_addclosefrom_np(&actions, its_socket + 1);
  const int failed = ::posix_spawn(&process, "/proc/self/exe", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed == 0) return ends[0];
  ::close(ends[0]);
  throw std::runtime_error("The worker could not be started.");
}

}  // namespace

Workers::Worker::Worker(const std::vector<std::string>& arguments)
    : line(std::make_shared<SocketLine>(start(arguments, process))), host(std::make_unique<ProxyHost>(line)) {
  line->on_room([this] { host->writable(); });
}

Workers::Worker::~Worker() {
  line->stop();
  static_cast<void>(wait());
}

int Workers::Worker::run() {
  for (Bytes message; line->read(message);) host->process_message(message);
  host->closed();
  line->close();
  return wait();
}

int Workers::Worker::wait() {
  int status = 0;
  const int ending = std::exchange(process, -1);
  if (ending < 0) return 1;
  for (int looks = 0; ::waitpid(ending, &status, WNOHANG) == 0; ++looks) {
    if (looks == 500) ::kill(ending, SIGKILL);  // it does not end by itself
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

Workers::Workers(std::vector<std::string> arguments, bool again)
    : arguments_(std::move(arguments)),
      current_(std::make_shared<Worker>(arguments_)),
      keeper_([this, again](const std::stop_token& stop) { keep_running(stop, again); }) {}

Workers::~Workers() {
  keeper_.request_stop();
  current()->line->close();
}

void Workers::keep_running(const std::stop_token& stop, bool again) {
  first_.set_value(current()->run());
  while (again && !stop.stop_requested()) try {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));  // one that ends at once is not started too often
      auto next = std::make_shared<Worker>(arguments_);
      {
        const std::lock_guard lock(mutex_);
        if (stop.stop_requested()) return;
        current_ = next;
      }
      std::clog << "There is a new worker. Load pages anew to see its apps." << std::endl;
      static_cast<void>(next->run());
    } catch (const std::runtime_error& failure) {
      std::clog << failure.what() << std::endl;
    }
}

std::shared_ptr<Workers::Worker> Workers::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

RemoteApp Workers::app(std::string name) const { return current()->host->app(std::move(name)); }
