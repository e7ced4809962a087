// Peer: does on a far end of the program's own what client/src/echo.ts does in a browser: as the kit says.
//
// Owner: the call of Conformance::report(). Thread: has one; what is public, from any. Failure: failure() has what the
// far end threw last.
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "bonito/testing/conformance.hpp"
#include "testing/test_frames.hpp"

namespace bonito::testing {

class Peer {
 public:
  Peer(OpenFarEnd open, std::shared_ptr<Session> session);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void cut() noexcept { cut_ = true; }  // it opens again when it may go on
  void go_on() noexcept { cut_ = false; }
  void stop() noexcept { stopping_ = true; }
  std::string failure() const;

 private:
  void run();
  void use(FarEnd& line);
  void process(BytesView frame);
  void obey(const Value::List& command);
  void failed(const char* why);

  const OpenFarEnd open_;
  const std::shared_ptr<Session> session_;
  std::deque<Bytes> outgoing_;
  Digests came_;
  Digests before_;
  std::chrono::milliseconds pause_{0};  // when it has answered, it reads nothing for so long
  bool is_over_ = false;                // the last has been said: it opens the line no more
  std::int64_t openings_ = 0;
  std::int64_t closings_ = 0;
  std::atomic<bool> cut_ = false;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::string failure_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace bonito::testing
