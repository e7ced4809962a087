// Complaints: what strangers do wrong goes to the log, but not as fast as they can do it: once a second at most.
//
//   complaints.say("A WebSocket from " + client + " was refused.");
//
// Owner: whoever is complained to. Thread: any. Failure: none.
#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace bonito::detail {

class Complaints {
 public:
  void say(std::string message);

 private:
  std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace bonito::detail
