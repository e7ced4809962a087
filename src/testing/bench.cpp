#include "testing/bench.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "session/closing.hpp"
#include "session/session_core.hpp"
#include "testing/echo_script.hpp"

namespace bonito::testing {
const Asset& Bench::script() const {
  static const Asset script =
      Asset::bytes({echo_script().begin(), echo_script().end()}, "text/javascript; charset=utf-8", "echo.js");
  return script;
}

std::uint64_t Bench::connect(std::shared_ptr<Channel> connection) {
  const std::lock_guard lock(mutex_);
  candidates_.push_back({++newest_, std::move(connection)});
  return newest_;
}

void Bench::process_message(BytesView frame, const std::shared_ptr<Channel>& own) {
  std::shared_ptr<Channel> current;
  std::uint64_t number = 0;
  bool is_late = false;  // on its way while the line was lost
  {
    const std::lock_guard lock(mutex_);
    current = current_.channel;
    number = ++newest_;
    is_late = !current && openings_ > 0;
  }
  if (kind_of(frame) == FrameKind::hello && parse_command(frame)) return greet(number, own);
  if (is_late) return;
  if (!current) return surprise("A frame of " + std::to_string(frame.size()) + " bytes came where a hello was due");
  receive(frame, current);
}

void Bench::process_message(BytesView frame, std::uint64_t number) {
  std::shared_ptr<Channel> current;
  std::shared_ptr<Channel> candidate;
  {
    const std::lock_guard lock(mutex_);
    if (current_.channel && current_.number == number) current = current_.channel;
    const auto found = std::ranges::find(candidates_, number, &Candidate::number);
    if (found != candidates_.end()) candidate = found->channel;
  }
  if (current) return receive(frame, current);
  if (!candidate) return;  // it is superseded, or has ended: the session hears nothing of that, either
  if (kind_of(frame) != FrameKind::hello || !parse_command(frame)) {
    return surprise("A frame of " + std::to_string(frame.size()) + " bytes came where a hello was due");
  }
  greet(number, candidate);
}

void Bench::greet(std::uint64_t number, const std::shared_ptr<Channel>& channel) {
  const auto session = this->session();
  if (!session) return;
  try {
    channel->open();
  } catch (const std::exception& failure) {
    return surprise(std::string("open() threw when the page had said hello: ") + failure.what());
  }
  Candidate before;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(candidates_, [&](const Candidate& each) { return each.channel == channel; });
    before = std::exchange(current_, {number, channel});
    ++openings_;
    frames_.clear();
    answers_.clear();
  }
  detail::SessionCore::of(*session).connected();
  if (before.channel && before.channel != channel) {
    detail::dismiss(this, *before.channel, {ByeCode::superseded, "This page is open in a newer connection."});
  }
  tell();
}

void Bench::receive(BytesView frame, const std::shared_ptr<Channel>& from) {
  if (kind_of(frame) == FrameKind::ping) {
    static_cast<void>(detail::write_to(*from, pong_frame({})));
    return;
  }
  const auto digest = digest_of(frame);
  auto answer = parse_command(frame);
  {
    const std::lock_guard lock(mutex_);
    if (answer) {
      answers_.push_back(std::move(*answer));
    } else {
      frames_.push_back(digest);
    }
  }
  tell();
}

void Bench::lost(std::uint64_t number) {
  std::shared_ptr<Channel> channel;
  {
    const std::lock_guard lock(mutex_);
    if (current_.number == number) channel = current_.channel;
    std::erase_if(candidates_, [&](const Candidate& each) { return each.number == number; });
  }
  if (channel) leave(channel, false);
}

void Bench::lost() {
  const auto channel = line();
  if (channel && (!detail::Closing::is_for(this) || !channel->is_open())) leave(channel, true);
}

void Bench::lost_closed() {
  if (const auto channel = line(); channel && !channel->is_open()) leave(channel, true);
}

bool Bench::is_current(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  return current_.channel && current_.number == number;
}

void Bench::writable() {
  {
    const std::lock_guard lock(mutex_);
    ++writables_;
  }
  tell();
}

void Bench::end(const Bye& why) {
  std::vector<Candidate> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(candidates_);
    if (current_.channel) all.push_back(std::exchange(current_, {}));
  }
  for (const auto& each : all) detail::dismiss(this, *each.channel, why);
  tell();
}

std::shared_ptr<Channel> Bench::line() const {
  const std::lock_guard lock(mutex_);
  return current_.channel;
}

Sent Bench::write(Payload frame) {
  const auto channel = line();
  return channel ? channel->write(std::move(frame)) : Sent::no;
}

void Bench::close_line() {
  if (const auto channel = line()) leave(channel, true);
}

void Bench::leave(const std::shared_ptr<Channel>& channel, bool close) {
  {
    const std::lock_guard lock(mutex_);
    if (current_.channel != channel) return;
    current_ = {};
  }
  if (close) {
    const detail::Closing now(this);
    channel->close();
  }
  if (const auto session = this->session()) detail::SessionCore::of(*session).lost();
  tell();
}

std::size_t Bench::openings() const {
  const std::lock_guard lock(mutex_);
  return openings_;
}

std::size_t Bench::writables() const {
  const std::lock_guard lock(mutex_);
  return writables_;
}

std::size_t Bench::frame_count() const {
  const std::lock_guard lock(mutex_);
  return frames_.size();
}

Digests Bench::take_frames() {
  const std::lock_guard lock(mutex_);
  return std::exchange(frames_, {});
}

std::optional<Value::List> Bench::take_answer(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(
      answers_, [&](const Value::List& answer) { return !answer.empty() && answer.front().integer() == id; });
  if (found == answers_.end()) return std::nullopt;
  auto answer = std::move(*found);
  answers_.erase(found);
  return answer;
}

std::vector<std::string> Bench::take_surprises() {
  const std::lock_guard lock(mutex_);
  return std::exchange(surprises_, {});
}

void Bench::surprise(std::string sentence) {
  const std::lock_guard lock(mutex_);
  surprises_.push_back(std::move(sentence));
}

void Bench::tell() {
  const std::lock_guard lock(told_mutex_);
  ++told_;
  told_more_.notify_all();
}

}  // namespace bonito::testing
