// Bench: where a session speaks with its connection, the kit listens and speaks. It does what the session's link does
// with hellos, losses and ends, and keeps what comes.
//
//   bench.wait([&] { return bench.openings() > 0; }, patience);
//   const Sent sent = bench.write(frame);
//   const Digests came = bench.take_frames();
//
// Owner: the session's link, and the kit. Thread: any. Failure: write() throws what the connection throws.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bonito/session/session.hpp"
#include "session/tap.hpp"
#include "testing/test_frames.hpp"

namespace bonito::testing {

class Bench final : public detail::Tap {
 public:
  explicit Bench(Session& session) : session_(session.weak()) {}

  // As a Tap.
  const Asset& script() const override;
  std::uint64_t connect(std::shared_ptr<Channel> connection) override;
  void process_message(BytesView frame, const std::shared_ptr<Channel>& own) override;
  void process_message(BytesView frame, std::uint64_t number) override;
  void lost(std::uint64_t number) override;
  void lost() override;
  void lost_closed() override;
  bool is_current(std::uint64_t number) const override;
  void writable() override;
  void end(const Bye& why) override;

  // For the checks.
  std::shared_ptr<Session> session() const { return session_.lock(); }
  std::shared_ptr<Channel> line() const;  // null while there is none
  Sent write(Payload frame);
  void close_line();              // as the session does when it lets go of a browser
  std::size_t openings() const;   // hellos that came
  std::size_t writables() const;  // calls of Session::writable
  std::size_t frame_count() const;
  Digests take_frames();  // that came on this opening, since the last call
  std::optional<Value::List> take_answer(std::int64_t id);
  std::vector<std::string> take_surprises();  // what came where it should not, in sentences
  template <class Condition>
  bool wait(Condition condition, std::chrono::milliseconds patience) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(told_mutex_);
    for (;;) {
      const auto told = told_;
      lock.unlock();
      if (condition()) return true;
      lock.lock();
      if (told == told_ && !told_more_.wait_until(lock, deadline, [&] { return told != told_; })) return false;
    }
  }

 private:
  struct Candidate {
    std::uint64_t number;
    std::shared_ptr<Channel> channel;
  };
  void greet(std::uint64_t number, const std::shared_ptr<Channel>& channel);
  void receive(BytesView frame, const std::shared_ptr<Channel>& from);
  void leave(const std::shared_ptr<Channel>& channel, bool close);
  void surprise(std::string sentence);
  void tell();

  const std::weak_ptr<Session> session_;
  mutable std::mutex mutex_;  // guards what stands here
  std::vector<Candidate> candidates_;
  Candidate current_{};
  std::uint64_t newest_ = 0;
  std::size_t openings_ = 0;
  std::size_t writables_ = 0;
  Digests frames_;
  std::deque<Value::List> answers_;
  std::vector<std::string> surprises_;

  mutable std::mutex told_mutex_;
  mutable std::condition_variable told_more_;
  std::uint64_t told_ = 0;  // guarded by told_mutex_: how often something has changed
};

}  // namespace bonito::testing
