// The link's way out: when the outbox is emptied into frames, and when not.
#include <algorithm>
#include <utility>

#include "bonito/base/log.hpp"
#include "session/guarded_write.hpp"
#include "session/link.hpp"
#include "session/session_core.hpp"
#include "session/tab.hpp"
#include "wire/deflate.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t full_frame = 64u << 10;  // a frame is sent when it has grown to this
constexpr int most_frames = 32;                // then it is another session's turn
constexpr std::size_t piece_size = 32u << 10;  // a second of a line of 32 KB/s
constexpr std::size_t header_size = 1 + data_header_size;

SharedBytes between(const SharedBytes& whole, std::size_t from, std::size_t to) {
  const std::size_t begin = std::min(from, whole.bytes.size()), end = std::min(to, whole.bytes.size());
  return {whole.owner, whole.bytes.subspan(begin, end - begin)};
}

}  // namespace

Outbox& Link::outbox() noexcept { return tab_.outbox(); }

void Link::writable() {
  if (Tap* tap = tap_) return tap->writable();
  congested_ = false;
  bulk_congested_ = false;
  if (blocked_.exchange(false) || bulk_first_ != 0) flush_soon();
}

void Link::flush_soon() {
  if (flush_asked_.exchange(true)) return;
  tab_.post(&Tab::flush);
}

void Link::flush() {
  flush_asked_ = false;
  wake_due_ = false;
  if (!connection()) return;
  if (outbox().overflown()) catch_up();
  send_frames();
  send_bulk();
  // What the handlers changed goes before, or with, the word that they have run: a page that waits for that would
  // show an older value first.
  if (acknowledged_ == applied_ || ended_ || !outbox().empty() || !has_written_all()) return;
  acknowledged_ = applied_;
  static_cast<void>(write(ack_frame(static_cast<std::uint16_t>(applied_))));
}

void Link::send_frames() {
  for (int frames = 0; frames < most_frames; ++frames) {
    if (must_wait() || ended_ || !write_on() || outbox().empty()) return;
    const auto now = Flight::Clock::now();
    if (!flight_.may_send(outbox().backlog(), now)) return wake_later();
    if (!make_frame(now)) return;
  }
  flush_soon();
}

bool Link::make_frame(Flight::Clock::time_point now) {
  Bytes frame(header_size);
  const std::uint64_t bulk = bulk_way() ? bulk_.sent() + 2 : 0;
  auto tail = outbox().take({frame, flight_.sent() + 1}, {full_frame, flight_.part_size(now), bulk});
  if (bulk != 0 && outbox().long_messages().bulk() == bulk) bulk_.skip();
  if (frame.size() == header_size) return true;  // what waited is gone
  auto kept = std::make_shared<const Bytes>(std::move(frame));
  const BytesView messages = BytesView(*kept).subspan(header_size);
  const auto number = flight_.send({std::move(kept), messages}, std::move(tail), applied_, now).number;
  if (catching_up_ && outbox().has_said_everything()) {
    catching_up_ = false;
    snapshot_number_ = number;
  }
  acknowledged_ = applied_;
  return write_on();
}

// What the page lacks of the flight, which bounds it: so it goes out at once, but for pieces. False: not all of it has
// gone.
bool Link::write_on() {
  const auto& frames = flight_.frames();
  const auto acknowledged = flight_.acknowledged();
  for (auto next = std::max(written_, acknowledged) - acknowledged; next < frames.size(); ++next) {
    if (!write_data(frames[next])) return false;
    written_ = frames[next].number;
  }
  return true;
}

bool Link::has_written_all() const { return std::max(written_, flight_.acknowledged()) == flight_.sent(); }

// A frame that this line may need long for goes in pieces, so that the page hears something meanwhile: it would take a
// line for lost that has nothing whole to show for many seconds, and get the same frame again and again. Each piece
// waits until there is room for it, so that pings and their answers, which nothing holds up, need not wait for all.
bool Link::write_data(const Flight::Frame& frame) {
  const Bytes header =
      data_frame({static_cast<std::uint16_t>(frame.number), static_cast<std::uint16_t>(frame.applied)});
  const std::size_t total = header.size() + frame.bytes();
  const std::size_t most = flight_.part_size(Flight::Clock::now()) + 2 * full_frame;
  if (std::exchange(piece_of_, frame.number) != frame.number) piece_at_ = 0;
  if (piece_at_ == 0 && total <= most) return write({header, frame.messages, frame.tail}) != Sent::no;
  while (piece_at_ < total) {
    if (piece_at_ > 0 && must_wait()) return false;
    const std::size_t begin = piece_at_, end = std::min(total, begin + piece_size);
    Bytes head = piece_frame({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(total)});
    if (begin == 0) head.insert(head.end(), header.begin(), header.end());
    const std::size_t from = std::max(begin, header.size()) - header.size(), to = end - header.size();
    const std::size_t messages = frame.messages.bytes.size();
    const auto sent = write({head, between(frame.messages, from, to),
                             between(frame.tail, from - std::min(from, messages), to - std::min(to, messages))});
    if (sent == Sent::no) return false;
    piece_at_ = end;
  }
  return true;
}

// Is the line congested? Then it is flushed when it is writable.
bool Link::must_wait() {
  if (!congested_) return false;
  blocked_ = true;
  if (congested_) return true;
  blocked_ = false;  // it has just become writable
  return false;
}

// Values that Delivery::every kept were too many: the browser goes on from the newest of everything. Once; if it
// has not even applied that, and they are too many again, it is too slow for this page.
void Link::catch_up() {
  const auto root = tab_.root();
  if (!root) return;
  auto& core = SessionCore::of(*root);
  if (snapshot_number_ > flight_.acknowledged()) {
    const std::string sentence =
        "More waited for this page than SessionLimits::outgoing_bytes, again and again: it was closed.";
    core.lagged(sentence, LogLevel::error);
    return core.close({ByeCode::lagging, sentence});
  }
  core.lagged("More waited for this page than SessionLimits::outgoing_bytes: it goes on from the newest values.",
              LogLevel::warning);
  outbox().say_everything(flight_.sent());
  catching_up_ = true;
}

Sent Link::write(Payload frame) {
  const auto open = connection();
  if (!open) return Sent::no;
  congested_ = true;  // before the write: writable() may come before it returns
  const Sent sent = write_to(*open, compressed_ ? deflated(std::move(frame)) : std::move(frame), tab_.failures());
  if (sent != Sent::congested) congested_ = false;
  if (sent == Sent::no && open->is_open()) give_up(open);  // of one that has closed, its end is told
  return sent;
}

void Link::wake_later() {
  const auto next = flight_.ask_again();
  if (!next || std::exchange(wake_due_, true)) return;
  wake_ = run_after(*next - Flight::Clock::now(), [tab = tab_.weak_from_this()] {
    if (const auto alive = tab.lock()) alive->link().flush_soon();
  });
}

}  // namespace bonito::detail
