// Workers: keeps one worker process running, which is this program again. When one ends, the pages say so, and the next
// serves those that are loaded anew.
#pragma once
#include <bonito/bonito.hpp>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "socket_line.hpp"

class Workers {
 public:
  // What the program is told after --worker, and whether another is started when one ends.
  Workers(std::vector<std::string> arguments, bool again);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  bonito::RemoteApp app(std::string name) const;    // of the worker that runs now
  int wait() { return first_.get_future().get(); }  // for the first one to end: its status

 private:
  struct Worker {
    explicit Worker(const std::vector<std::string>& arguments);
    ~Worker();
    int run();  // until it ends; its status
    int wait();

    int process = -1;
    std::shared_ptr<SocketLine> line;
    std::unique_ptr<bonito::ProxyHost> host;
  };
  std::shared_ptr<Worker> current() const;
  void keep_running(const std::stop_token& stop, bool again);

  const std::vector<std::string> arguments_;
  mutable std::mutex mutex_;
  std::shared_ptr<Worker> current_;  // guarded by mutex_
  std::promise<int> first_;
  std::jthread keeper_;
};
