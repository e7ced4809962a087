#include "session/flight.hpp"

#include <algorithm>
#include <utility>

namespace bonito::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto memory = 10s;    // a route may change: the shortest round trip is forgotten after this
constexpr auto in_time = 20ms;  // an acknowledgement that comes this much later than it could is still in time
constexpr auto overdue = 50ms;  // and this much later shows that the line is slow for what it was given

}  // namespace

const Flight::Frame& Flight::send(SharedBytes messages, SharedBytes tail, std::uint64_t applied,
                                  Clock::time_point now) {
  Frame& frame = frames_.emplace_back(Frame{++sent_, applied, std::move(messages), std::move(tail), now, 0});
  frame.load = bytes_ += frame.bytes();
  return frame;
}

Flight::Clock::duration Flight::patience() const noexcept { return shortest_ + shortest_ / 4 + in_time; }

bool Flight::may_send(bool backlog, Clock::time_point now) const noexcept {
  if (frames_.empty()) return true;
  if (!newest_ || frames_.size() >= max_frames || bytes_ >= max_bytes_) return false;
  if (now - frames_.front().sent > patience()) return false;
  return backlog || now - frames_.back().sent >= beat;
}

std::optional<Flight::Clock::time_point> Flight::ask_again() const noexcept {
  if (frames_.empty() || !newest_ || frames_.size() >= max_frames || bytes_ >= max_bytes_) return std::nullopt;
  const auto next = frames_.back().sent + beat;
  if (next - frames_.front().sent > patience()) return std::nullopt;
  return next;
}

std::size_t Flight::part_size(Clock::time_point now) const noexcept {
  const bool is_known = now - carried_ <= memory;
  return std::min(is_known ? part_size_ : std::min(part_size_, first_part), max_bytes_);
}

bool Flight::acknowledge(std::uint16_t ack, Clock::time_point now) {
  const auto step = static_cast<std::uint16_t>(ack - acknowledged());
  if (step == 0 || step > 0x8000) return true;
  if (step > frames_.size()) return false;
  const auto last = frames_.begin() + step;
  const auto& newest = *std::prev(last);
  const auto took = now - newest.sent;
  const bool is_measured = newest_.has_value();
  measured(took, now);
  if (took > shortest_ + overdue) {
    const std::chrono::duration<double> moment = in_time, whole = took;
    const auto share = static_cast<std::size_t>(static_cast<double>(newest.load) * (moment / whole));
    // A page that is busy takes much, late. Of a line that had little to carry, little is known: not at once.
    const std::size_t least = newest.load < part_size_ ? part_size_ / 2 : 0;
    part_size_ = std::clamp(share, std::max(smallest_part, least), part_size_);
  } else if (is_measured && took < shortest_ + in_time) {
    // Large ones only where as much has just come in time, so that nothing waits long behind them.
    const bool is_carried = newest.load >= part_size_;
    if (is_carried) carried_ = now;
    if (is_carried || part_size_ < first_part) {
      part_size_ = std::min(is_carried ? largest_part : first_part, part_size_ * 2);
    }
  }
  for (auto frame = frames_.begin(); frame != last; ++frame) bytes_ -= frame->bytes();
  frames_.erase(frames_.begin(), last);
  if (frames_.empty() && frames_.capacity() > 16) frames_ = {};
  return true;
}

void Flight::measured(Clock::duration round_trip, Clock::time_point now) noexcept {
  if (!newest_ || now - renewed_ > memory) {
    shortest_ = newest_ ? std::min(shortest_lately_, round_trip) : round_trip;
    shortest_lately_ = round_trip;
    renewed_ = now;
  }
  newest_ = round_trip;
  shortest_ = std::min(shortest_, round_trip);
  shortest_lately_ = std::min(shortest_lately_, round_trip);
}

void Flight::begin_line() noexcept {
  newest_.reset();
  part_size_ = std::min(part_size_, first_part);
}

bool Flight::resume(std::uint64_t received, Clock::time_point now) {
  if (received < acknowledged() || received > sent_) return forget(), false;
  const auto had = frames_.begin() + static_cast<std::ptrdiff_t>(received - acknowledged());
  frames_.erase(frames_.begin(), had);
  bytes_ = 0;
  for (Frame& frame : frames_) {
    frame.load = bytes_ += frame.bytes();
    frame.sent = now;
  }
  return true;
}

void Flight::skip() noexcept {
  forget();
  ++sent_;
}

void Flight::forget() noexcept {
  frames_ = {};
  bytes_ = 0;
}

}  // namespace bonito::detail
