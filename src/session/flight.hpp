// Flight: the data frames that are on their way to the browser, from the moment they are written until it says
// that it has applied them. It numbers them, keeps them so that they can be sent again, measures round trips,
// and says when the next may follow.
//
//   if (flight.may_send(backlog, now)) write(flight.send(messages, now), applied);
//   if (!flight.acknowledge(ack, now)) refuse("…");
//
// When the next may follow: always when nothing is on its way. State waits for the acknowledgement, so that what a
// page is sent is new when it gets there; where a round trip is long, it follows after `beat` all the same. What
// has to be sent anyway (`backlog`) follows at once. Neither follows when acknowledgements are overdue: then
// the line or the page is busy with what it has, and more would only queue there.
//
// Owner: the session's Link. Thread: its strand. Bounds: max_frames, and the bytes given to the constructor, but for
// the last frame.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bonito/base/payload.hpp"

namespace bonito::detail {

class Flight {
 public:
  using Clock = std::chrono::steady_clock;
  struct Frame {
    std::uint64_t number;
    std::uint64_t applied;  // the page's newest frame that its values know of; the same when it is sent again
    SharedBytes messages;
    SharedBytes tail;
    Clock::time_point sent;
    std::size_t load;  // bytes that were on their way then, its own among them
    std::size_t bytes() const noexcept { return messages.bytes.size() + tail.bytes.size(); }
  };

  static constexpr std::chrono::milliseconds beat{16};
  static constexpr std::size_t max_frames = 4096;
  static constexpr std::size_t smallest_part = 4u << 10;
  static constexpr std::size_t first_part = 64u << 10;
  static constexpr std::size_t largest_part = 1u << 20;

  explicit Flight(std::size_t max_bytes = 2u << 20) noexcept : max_bytes_(max_bytes) {}

  // Gives the frame its number, and keeps it. The reference lives until the next call.
  const Frame& send(SharedBytes messages, SharedBytes tail, std::uint64_t applied, Clock::time_point now);
  bool may_send(bool backlog, Clock::time_point now) const noexcept;
  // If not, and no acknowledgement comes: when to ask again.
  std::optional<Clock::time_point> ask_again() const noexcept;

  // The low 16 bits of the newest number that was applied. An older one is ignored; false: of no frame ever sent.
  bool acknowledge(std::uint16_t ack, Clock::time_point now);
  void measured(Clock::duration round_trip, Clock::time_point now) noexcept;  // otherwise than by a frame

  void begin_line() noexcept;  // nothing is known of it
  // The browser is back and has applied `received`. True if all that it lacks is here: then that is what remains,
  // to be sent again. False if not: then nothing remains, and it needs a snapshot.
  bool resume(std::uint64_t received, Clock::time_point now);
  void forget() noexcept;  // what is on its way is not needed any more
  void skip() noexcept;    // nor that, and the next number is left out

  std::vector<Frame>& frames() noexcept { return frames_; }  // on their way, in order
  std::uint64_t sent() const noexcept { return sent_; }
  std::uint64_t acknowledged() const noexcept { return sent_ - frames_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }
  std::size_t part_size(Clock::time_point now) const noexcept;  // what this line takes in a moment
  std::optional<Clock::duration> round_trip() const noexcept { return newest_; }

 private:
  Clock::duration patience() const noexcept;

  const std::size_t max_bytes_;
  std::vector<Frame> frames_;
  std::uint64_t sent_ = 0;
  std::size_t bytes_ = 0;
  std::size_t part_size_ = first_part;
  Clock::time_point carried_{};            // when so much was last acknowledged in time
  std::optional<Clock::duration> newest_;  // round trip
  Clock::duration shortest_{};             // of the last `memory` or two
  Clock::duration shortest_lately_{};
  Clock::time_point renewed_{};
};

}  // namespace bonito::detail
