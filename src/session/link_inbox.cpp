// The link's way in: frames on their way to the strand, how many there may be, and who is held back.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "session/frame_weight.hpp"
#include "session/guarded_write.hpp"
#include "session/link.hpp"
#include "session/tab.hpp"
#include "wire/deflate.hpp"

namespace bonito::detail {
std::size_t& Link::Inbox::of(BytesView frame) noexcept { return is_deflated(frame) ? compressed : plain; }

void Link::tap(std::shared_ptr<Tap> tap) {
  owned_tap_ = std::move(tap);
  tap_ = owned_tap_.get();
}

void Link::process_message(BytesView frame, const std::shared_ptr<Channel>& own) {
  if (Tap* tap = tap_) return tap->process_message(frame, own);
  std::uint64_t number = 0;
  bool opens = false;
  {
    const std::lock_guard lock(mutex_);
    number = newest_;
    const bool waits = !candidates_.empty() && candidates_.back().number == number && !candidates_.back().has_spoken;
    const bool is_own = !current_.connection || current_.connection == own;
    opens = kind_of(frame) == FrameKind::hello && !waits && is_own;
  }
  if (opens && own) number = connect(own);
  if (!opens && connected().empty())
    return complain("sent a frame where a hello was due, or to a session that is closed.");
  process_message(frame, number);
}

void Link::process_message(BytesView frame, std::uint64_t number) {
  if (Tap* tap = tap_) return tap->process_message(frame, number);
  const std::size_t limit = tab_.options().limits.incoming_bytes;
  bool is_much = false;
  bool is_too_much = false;
  bool is_too_long = false;
  bool is_candidate = false;
  std::shared_ptr<Channel> asks;
  std::shared_ptr<Channel> sender;
  {
    const std::lock_guard lock(mutex_);
    const bool current = current_.connection && current_.number == number;
    const auto candidate = std::ranges::find(candidates_, number, &Connected::number);
    if (!current && candidate == candidates_.end()) return;
    Connected& from = current ? current_ : *candidate;
    is_candidate = !current;
    heard_ = heard_ || current;
    is_too_long = frame.size() > (current ? max_frame_from_browser : max_hello);
    // Answered here: a handler that blocks must not look like a dead line. But the answer tells a page that it has all
    // that was sent before, so it waits for what is being sent again; not for what comes in pieces, as the page knows.
    if (kind_of(frame) == FrameKind::ping && from.has_spoken && !greeting_) asks = from.connection;
    from.has_spoken = true;
    if (!asks && !is_too_long) {
      const auto before = inbox_.weight();
      inbox_.of(frame) += frame_weight(frame.size());
      is_much = inbox_.weight() > limit / 2;
      is_too_much = before > 0 && inbox_.weight() > limit;
      if (is_much) sender = from.connection;
    }
  }
  if (is_too_long) return disconnect({ByeCode::too_large, "This frame is longer than it may be."}, number);
  if (asks) {
    if (const auto payload = parse_ping(body_of(frame)))
      static_cast<void>(write_to(*asks, pong_frame(*payload), tab_.failures()));
    return;
  }
  // Of those that are held back before they are greeted each may be followed by another, with as much on its way.
  if (is_much && (!hold_back(*sender) || is_candidate) && is_too_much) {
    handled(frame);
    return disconnect({ByeCode::lagging, "More came from this page than it may send ahead."}, number);
  }
  tab_.strand()->post([tab = tab_.weak_from_this(), bytes = Bytes(frame.begin(), frame.end()), number] {
    if (const auto alive = tab.lock()) alive->link().receive(bytes, number);
  });
}

bool Link::hold_back(Channel& sender) {
  if (!sender.hold_back(true)) return false;
  bool is_little = false;
  {
    const std::lock_guard lock(mutex_);
    is_little = inbox_.weight() <= tab_.options().limits.incoming_bytes / 4;
  }
  if (is_little) sender.hold_back(false);  // the strand was faster, and did not know of it
  return true;
}

// A frame that came is no longer in the inbox.
void Link::handled(BytesView frame) {
  std::unique_lock lock(mutex_);
  const auto before = inbox_.weight();
  inbox_.of(frame) -= frame_weight(frame.size());
  let_go_on(std::move(lock), before);
}

// What the others that are compressed will come to is guessed by this one. Who had one that grew much is not forgotten
// at once.
void Link::inflated_to(std::size_t size, BytesView frame) {
  std::unique_lock lock(mutex_);
  const auto before = inbox_.weight();
  inbox_.growth = std::max(size / frame.size() + 1, inbox_.growth / 2);
  let_go_on(std::move(lock), before);
}

// Those who were held back, if the inbox weighs little now, and did not `before`.
void Link::let_go_on(std::unique_lock<std::mutex> lock, std::size_t before) {
  const std::size_t little = tab_.options().limits.incoming_bytes / 4;
  if (before <= little || inbox_.weight() > little) return;
  std::vector<std::shared_ptr<Channel>> held;
  for (const auto& candidate : candidates_) held.push_back(candidate.connection);
  if (current_.connection) held.push_back(current_.connection);
  lock.unlock();
  for (const auto& connection : held) connection->hold_back(false);
}

// Of a frame that a line may need long for. The page hears of each piece, so that it does not take the line for lost.
void Link::receive_piece(BytesView frame, std::uint64_t number) {
  const auto whole = coming_.add(Bytes(frame.begin(), frame.end()));
  if (!whole) return refuse(whole.error(), number);
  if (!*whole) {
    if (!congested_) static_cast<void>(write(ping_frame({})));  // a line without room has more to bring
    return;
  }
  if (kind_of(**whole) != FrameKind::data)
    return refuse(protocol_error("Pieces came of a frame that is no data."), number);
  receive_data(body_of(**whole));
}

// What a lost line brought a part of comes again as a whole.
void Link::forget_pieces() {
  tab_.strand()->post([tab = tab_.weak_from_this()] {
    const auto alive = tab.lock();
    if (alive && !alive->link().connection()) alive->link().coming_.clear();
  });
}

}  // namespace bonito::detail
