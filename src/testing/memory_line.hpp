// A connection in memory, right or wrong in one way, and its far end: what the kit's own tests try it on.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bonito/session/frontend_connection.hpp"
#include "bonito/testing/conformance.hpp"
#include "testing/test_frames.hpp"

namespace bonito::testing {

enum class Fault {
  none,
  // Of one frame of 1,023 bytes, among many, on its way down.
  drops,
  repeats,
  reorders,
  merges,
  splits,
  truncates,
  changes,
  // Of other frames.
  drops_empty_frames,
  drops_large_frames,
  writes_two_pieces,
  tears_frames,
  loses_in_bursts,
  // Up.
  drops_up,
  merges_up,
  drops_large_frames_up,
  invents_frames,
  lies_about_holding,
  stays_held_back,
  // What it says.
  refuses_while_open,
  throws_while_open,
  is_never_writable,
  is_open_early,
  takes_frames_early,
  is_never_open,
  is_open_when_closed,
  takes_frames_when_closed,
  none_but_late_up,  // a frame is still on its way to the program when the line is closed
  // Opening again.
  never_opens_again,
  never_opens,
  keeps_old_frames,
  does_not_tell_of_a_cut,
  throws_at_the_far_end,
  // Of a second way, which lines with these have.
  none_beside,
  drops_beside,
  refuses_beside,
  throws_beside,
};

class MemoryLine final : public FrontendConnection {
 public:
  explicit MemoryLine(Fault wrong) : fault(wrong) {}

  Js setup_connection(Session& session) override {
    session_ = session.weak();
    return js("throw new Error('this page is in memory');");
  }
  Sent write(Payload frame) override {
    if (fault == Fault::tears_frames) return write_by_pieces(frame);
    const std::lock_guard lock(mutex_);
    return take(flat(frame));
  }
  bool is_open() const noexcept override {
    if (fault == Fault::is_never_open) return false;
    if (fault == Fault::is_open_early && !was_open_) return true;
    if (fault == Fault::is_open_when_closed && was_open_) return true;
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::shared_ptr<Channel> bulk() override { return fault >= Fault::none_beside ? second_ : nullptr; }
  void close() noexcept override {
    {
      const std::lock_guard lock(mutex_);
      open_ = false;
      changed_.notify_all();
    }
    const auto session = fault == Fault::none_but_late_up ? session_.lock() : nullptr;
    if (session) session->process_message(test_frame(0, 0, 5'000));
  }
  bool hold_back(bool on) noexcept override {
    if (fault == Fault::lies_about_holding) return true;
    const std::lock_guard lock(mutex_);
    held_back_ = on || (fault == Fault::stays_held_back && held_back_);
    changed_.notify_all();
    return true;
  }

  // For the far end.
  void begin() {
    const std::lock_guard lock(mutex_);
    to_page_.clear();
    waiting_ = 0;
    if (!last_large_.empty()) push(last_large_);
    open_ = was_open_ = true;
    held_back_ = false;
  }
  void cut() {
    if (fault == Fault::does_not_tell_of_a_cut) return;
    close();
  }
  bool wait_to_send() {
    std::unique_lock lock(mutex_);
    const std::chrono::seconds patience(fault == Fault::stays_held_back ? 2 : 60);
    changed_.wait_for(lock, patience, [this] { return !held_back_ || !open_; });
    return open_ && !held_back_;
  }
  // And whether there is room again.
  std::optional<std::pair<Bytes, bool>> next(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return !to_page_.empty() || !open_; });
    if (to_page_.empty()) return std::nullopt;
    auto frame = std::move(to_page_.front());
    to_page_.pop_front();
    waiting_ -= std::min(waiting_, frame.size());
    const bool has_room = congested_ && waiting_ == 0;
    if (has_room) congested_ = false;
    return std::pair{std::move(frame), has_room};
  }
  bool has_more() const {
    const std::lock_guard lock(mutex_);
    return open_ || !to_page_.empty();
  }

  const Fault fault;

 private:
  std::weak_ptr<Session> session_;
  class SecondWay final : public Channel {
   public:
    explicit SecondWay(MemoryLine& line) noexcept : line_(line) {}
    Sent write(Payload frame) override {
      const bool is_chosen = frame.size() == 100;
      if (is_chosen && line_.fault == Fault::refuses_beside) return Sent::no;
      if (is_chosen && line_.fault == Fault::throws_beside) throw std::runtime_error("the other wire is busy");
      return is_chosen && line_.fault == Fault::drops_beside ? Sent::yes : line_.write(std::move(frame));
    }
    bool is_open() const noexcept override { return line_.is_open(); }
    void close() noexcept override {}

   private:
    MemoryLine& line_;
  };

  Bytes flat(const Payload& frame) const {
    Bytes whole = frame.flat();
    const auto last = frame.pieces()[2].size();
    if (fault == Fault::writes_two_pieces) whole.resize(whole.size() - last);
    return whole;
  }
  // Each piece with the lock, but the frame without.
  Sent write_by_pieces(const Payload& frame) {
    for (const BytesView piece : frame.pieces()) {
      {
        const std::lock_guard lock(mutex_);
        torn_.insert(torn_.end(), piece.begin(), piece.end());
      }
      std::this_thread::sleep_for(std::chrono::microseconds(20));
    }
    const std::lock_guard lock(mutex_);
    return take(std::exchange(torn_, {}));
  }
  Sent take(Bytes frame) {
    if (fault == Fault::takes_frames_early && !was_open_) return Sent::yes;
    if (!open_) return fault == Fault::takes_frames_when_closed && was_open_ ? Sent::yes : Sent::no;
    const bool is_chosen = frame.size() == 1023;
    if (is_chosen && fault == Fault::refuses_while_open) return Sent::no;
    if (is_chosen && fault == Fault::throws_while_open) throw std::runtime_error("the wire is busy");
    put(std::move(frame), is_chosen);
    changed_.notify_all();
    if (waiting_ <= (128u << 10)) return Sent::yes;
    congested_ = true;
    return Sent::congested;
  }
  void push(Bytes frame) {
    waiting_ += frame.size();
    to_page_.push_back(std::move(frame));
  }
  void put(Bytes frame, bool is_chosen) {
    if (frame.empty() && fault == Fault::drops_empty_frames) return;
    if (frame.size() > (256u << 10) && fault == Fault::drops_large_frames) return;
    in_a_row_ = parse_command(frame) ? 0 : in_a_row_ + 1;
    if (in_a_row_ > 300 && fault == Fault::loses_in_bursts) return;
    auto held = std::exchange(held_, std::nullopt);
    if (held && fault == Fault::merges) {
      held->insert(held->end(), frame.begin(), frame.end());
      return push(std::move(*held));
    }
    if (is_chosen) {
      switch (fault) {
        case Fault::drops: return;
        case Fault::repeats: push(frame); break;
        case Fault::splits:
          push(Bytes(frame.begin(), frame.begin() + 500));
          push(Bytes(frame.begin() + 500, frame.end()));
          return;
        case Fault::truncates: frame.pop_back(); break;
        case Fault::changes: frame[700] ^= std::byte{1}; break;
        case Fault::reorders:
        case Fault::merges: held_ = std::move(frame); return;
        default: break;
      }
    }
    push(std::move(frame));
    if (fault == Fault::keeps_old_frames && to_page_.back().size() == 5000) last_large_ = to_page_.back();
    if (held) push(std::move(*held));
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Bytes> to_page_;
  std::optional<Bytes> held_;
  Bytes last_large_;
  Bytes torn_;
  std::size_t waiting_ = 0;
  int in_a_row_ = 0;  // frames since the last command
  bool congested_ = false;
  bool open_ = false;
  bool held_back_ = false;
  std::atomic<bool> was_open_ = false;
  const std::shared_ptr<Channel> second_ = std::make_shared<SecondWay>(*this);
};

class MemoryFarEnd final : public FarEnd {
 public:
  explicit MemoryFarEnd(Session& session) : session_(session), line_(connection_of<MemoryLine>(session)) {
    line_->begin();
  }
  ~MemoryFarEnd() override {
    line_->cut();
    if (line_->fault != Fault::does_not_tell_of_a_cut) session_.soft_close();
  }
  bool send(BytesView frame) override {
    if (!line_->wait_to_send()) return false;
    const bool is_chosen = frame.size() == 1023;
    if (is_chosen && line_->fault == Fault::drops_up) return true;
    if (frame.size() > (256u << 10) && line_->fault == Fault::drops_large_frames_up) return true;
    if (held_.empty() && is_chosen && line_->fault == Fault::merges_up) {
      held_.assign(frame.begin(), frame.end());
      return true;
    }
    if (!held_.empty()) {
      held_.insert(held_.end(), frame.begin(), frame.end());
      session_.process_message(std::exchange(held_, {}));
      return true;
    }
    if (is_chosen && line_->fault == Fault::throws_at_the_far_end) throw std::runtime_error("no more wire");
    session_.process_message(frame);
    if (parse_command(frame) && line_->fault == Fault::invents_frames) session_.process_message(test_frame(9, 9, 99));
    return true;
  }
  std::optional<Bytes> receive(std::chrono::milliseconds patience) override {
    auto next = line_->next(patience);
    if (!next) return std::nullopt;
    if (next->second && line_->fault != Fault::is_never_writable) session_.writable();
    return std::move(next->first);
  }
  bool is_open() override { return line_->has_more(); }

 private:
  Session& session_;
  const std::shared_ptr<MemoryLine> line_;
  Bytes held_;
};

}  // namespace bonito::testing
