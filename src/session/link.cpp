#include "session/link.hpp"

#include <algorithm>
#include <utility>

#include "session/closing.hpp"
#include "session/session_core.hpp"
#include "session/tab.hpp"
#include "wire/deflate.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t most_candidates = 4;
constexpr std::size_t most_on_its_way = 2u << 20;  // bytes
constexpr std::size_t most_pages = 16;             // remembered, of those that had the session before
constexpr int most_cuts = 3;                       // of one frame, before it counts as it is

// Of a frame of another kind that is, nobody knows the kind.
bool may_be_deflated(BytesView frame) {
  const auto kind = is_deflated(frame) ? kind_of(std::array{frame[0] & std::byte{0x7f}}) : std::nullopt;
  return kind == FrameKind::data || kind == FrameKind::ack;
}

}  // namespace

Link::Link(Tab& tab, std::size_t budget)
    : tab_(tab), flight_(std::min(most_on_its_way, budget / 4)), bulk_(std::min(most_on_its_way, budget / 4)) {}

std::shared_ptr<Channel> Link::connection() const {
  const std::lock_guard lock(mutex_);
  return current_.connection;
}

bool Link::is_current(std::uint64_t number) const {
  if (const Tap* tap = tap_) return tap->is_current(number);
  const std::lock_guard lock(mutex_);
  return current_.connection && current_.number == number;
}

std::optional<std::chrono::microseconds> Link::round_trip() const {
  const auto known = round_trip_.load();
  if (known < 0) return std::nullopt;
  return std::chrono::microseconds(known);
}

std::uint64_t Link::connect(std::shared_ptr<Channel> connection) {
  if (Tap* tap = tap_) return tap->connect(std::move(connection));
  Connected crowded_out;
  std::shared_ptr<Channel> late;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++newest_;
    if (ended_) {
      late = std::move(connection);
    } else {
      // One that opens again has nothing more to say of its last opening.
      std::erase_if(candidates_, [&](const Connected& each) { return each.connection == connection; });
      candidates_.push_back({number, std::move(connection)});
      if (candidates_.size() > most_candidates) {
        crowded_out = std::move(candidates_.front());
        candidates_.erase(candidates_.begin());
      }
    }
  }
  if (late) dismiss(this, *late, {ByeCode::unknown_session, "This page's session has ended. Reload the page."});
  if (crowded_out.connection) {
    dismiss(this, *crowded_out.connection, {ByeCode::superseded, "This page is open in a newer connection."});
  }
  return number;
}

std::shared_ptr<Channel> Link::take(std::uint64_t number, bool& current) {
  const std::lock_guard lock(mutex_);
  current = current_.connection && current_.number == number;
  if (current) return std::exchange(current_.connection, nullptr);
  const auto found = std::ranges::find(candidates_, number, &Connected::number);
  if (found == candidates_.end()) return nullptr;
  auto taken = std::move(found->connection);
  candidates_.erase(found);
  return taken;
}

void Link::lost(std::uint64_t number) {
  if (Tap* tap = tap_) return tap->lost(number);
  bool current = false;
  const auto connection = take(number, current);
  if (current) tell_session();
}

void Link::lost() {
  if (Tap* tap = tap_) return tap->lost();
  const auto all = connected();
  const auto closed = std::ranges::find_if(all, [](const Connected& each) { return !each.connection->is_open(); });
  if (closed != all.end()) return leave(closed->number);
  if (!all.empty() && !Closing::is_for(this)) leave(all.back().number);
}

void Link::lost_closed() {
  if (Tap* tap = tap_) return tap->lost_closed();
  for (const auto& each : connected()) {
    if (!each.connection->is_open()) leave(each.number);
  }
}

std::vector<Link::Connected> Link::connected() const {
  const std::lock_guard lock(mutex_);
  auto all = candidates_;
  if (current_.connection) all.push_back(current_);
  return all;
}

// The browser said bye: what it does not close is nobody's.
void Link::leave(std::uint64_t number) {
  bool current = false;
  const auto connection = take(number, current);
  if (connection) {
    const Closing now(this);
    connection->close();
  }
  if (current) tell_session();
}

// Whether a browser is connected. Whoever has changed that says so with this; when two do at once, on different
// threads, the one that is late sees what holds.
bool Link::tell_session() {
  const auto root = tab_.root();
  if (!root) return false;
  auto& core = SessionCore::of(*root);
  if (!connection()) forget_pieces();
  for (;;) {
    const bool is_here = connection() != nullptr;
    const bool is_open = is_here && core.connected();
    if (!is_here) core.lost();
    if (is_here == (connection() != nullptr)) return is_open;
  }
}

void Link::complain(std::string message) {
  const auto registry = tab_.registry();
  if (registry) registry->complaints().say("The browser of session " + tab_.id().substr(0, 6) + "… " + message);
}

void Link::disconnect(const Bye& why, std::uint64_t number) {
  bool current = false;
  const auto connection = take(number, current);
  if (!connection) return;
  complain("was disconnected: " + why.reason);
  if (current) tell_session();
  dismiss(this, *connection, why);
}

// It takes nothing: there is no way to the browser.
void Link::give_up(const std::shared_ptr<Channel>& connection) {
  for (const auto& each : connected()) {
    if (each.connection == connection) leave(each.number);
  }
}

void Link::refuse(const Error& error, std::uint64_t number) { disconnect({ByeCode::protocol, error.message}, number); }

void Link::end(const Bye& why) {
  if (Tap* tap = tap_) return tap->end(why);
  std::vector<Connected> all;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    all.swap(candidates_);
    all.push_back({current_.number, std::exchange(current_.connection, nullptr)});
  }
  for (const auto& each : all) {
    if (each.connection) dismiss(this, *each.connection, why);
  }
}

void Link::forget() noexcept {
  flight_.forget();
  bulk_.forget();
  coming_.clear();
  pages_ = {};
}

void Link::receive(const Bytes& frame, std::uint64_t number) {
  handled(frame);
  bool current = false;
  bool candidate = false;
  {
    const std::lock_guard lock(mutex_);
    current = current_.connection && current_.number == number;
    candidate = std::ranges::find(candidates_, number, &Connected::number) != candidates_.end();
  }
  if (!current && !candidate) return;
  if (candidate || !compressed_ || !may_be_deflated(frame)) return receive_plain(frame, number, candidate);
  const auto plain = inflated(frame, max_frame_from_browser);
  if (!plain) return refuse(plain.error(), number);
  inflated_to(plain->size(), frame);
  receive_plain(*plain, number, candidate);
}

void Link::receive_plain(BytesView frame, std::uint64_t number, bool candidate) {
  const auto refuse_this = [&](std::string sentence) { refuse(protocol_error(std::move(sentence)), number); };
  const auto kind = kind_of(frame);
  if (!kind) return refuse_this("A frame of an unknown kind came.");
  const BytesView body = body_of(frame);
  if (candidate != (*kind == FrameKind::hello)) {
    return refuse_this(candidate ? "The first frame must be a hello." : "A second hello came.");
  }
  switch (*kind) {
    case FrameKind::hello: return greet(body, number);
    case FrameKind::data: return receive_data(body);
    case FrameKind::ack: return receive_ack(body);
    case FrameKind::ping: return answer_ping(body);
    case FrameKind::pong: return receive_pong(body);
    case FrameKind::bulk: return receive_bulk(body);
    case FrameKind::piece: return receive_piece(frame, number);
    case FrameKind::bye: return receive_bye(body, number);
    default: return refuse_this("A frame came that only the program may send.");
  }
}

// A page that has gone for good says so; any other may come back.
void Link::receive_bye(BytesView body, std::uint64_t number) {
  const auto bye = parse_bye(body);
  const auto root = bye && bye->code == ByeCode::closed ? tab_.root() : nullptr;
  if (root) return SessionCore::of(*root).close();
  leave(number);
}

bool Link::promote(std::uint64_t number, const Instance& instance) {
  Connected before;
  const auto in_use = connection();
  const bool is_in_use = in_use && in_use->is_open();
  bool duplicate = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(candidates_, number, &Connected::number);
    if (found == candidates_.end()) return false;  // it left meanwhile
    const bool is_another = current_.connection && current_.connection != found->connection;
    duplicate = instance_ && *instance_ != instance && is_in_use && is_another;
    before = std::move(*found);
    candidates_.erase(found);
    if (!duplicate) std::swap(before, current_);
    greeting_ = !duplicate;
  }
  if (duplicate) {
    dismiss(this, *before.connection, {ByeCode::duplicate, "This page is open in another tab. Load it anew."});
    return false;
  }
  if (before.connection && before.connection != connection()) {
    dismiss(this, *before.connection, {ByeCode::superseded, "This page is open in a newer connection."});
  }
  return true;
}

void Link::greet(BytesView body, std::uint64_t number) {
  const auto hello = parse_hello(body);
  if (!hello) return refuse(hello.error(), number);
  if (hello->version != protocol_version) {
    return refuse(protocol_error("This page speaks another version of the protocol; reload it."), number);
  }
  const bool known = instance_ == hello->instance;
  if (known && hello->received > flight_.sent()) {
    return refuse(protocol_error("This page has received more than was sent."), number);
  }
  if (known && hello->received < confirmed_) {  // a page never knows less than it has acknowledged
    return disconnect({ByeCode::superseded, "This connection is older than one that was here."}, number);
  }
  const bool forgotten =
      instance_ && !known && std::ranges::find(pages_, hello->instance, &Page::instance) == pages_.end();
  if (forgotten && hello->received > 0) {
    return disconnect({ByeCode::duplicate, "Many others have shown this page since. Load it anew."}, number);
  }
  const auto root = tab_.root();
  if (!root || !promote(number, hello->instance)) return;
  struct Finally {  // also if the program's own connection, or a listener, throws
    std::atomic<bool>& greeting;
    ~Finally() { greeting = false; }
  } const finally{greeting_};
  greet_page(*hello, known);
}

void Link::greet_page(const Hello& hello, bool known) {
  const auto root = tab_.root();
  if (!root || !tell_session()) return;
  const auto connection = this->connection();
  if (!connection) return;

  const bool first = !instance_;
  if (const auto registry = first ? tab_.registry() : nullptr) registry->connected(tab_.id());
  if (!known) begin_page(hello.instance);
  confirmed_ = hello.received;
  acknowledged_ = 0;  // the welcome tells it; that what comes again has come, this does when it has gone
  congested_ = blocked_ = catching_up_ = asked_ = false;
  snapshot_number_ = 0;
  compressed_ = hello.compressed;
  bulk_way_ = bulk_bad_ = {};
  coming_.clear();
  const std::uint64_t received = known ? hello.received : 0;
  outbox().applied(received);
  flight_.begin_line();
  const bool resumed = known && !outbox().overflown() && flight_.resume(received, Flight::Clock::now());
  if (!resumed && (!first || outbox().overflown())) {
    flight_.forget();
    outbox().say_everything(received);
  }
  outbox().budget(tab_.options().limits.outgoing_bytes / 4 * 3);
  connection->open();
  if (!connection->notices_loss()) listen_for_life(current_.number);
  const auto mode = resumed ? Mode::resumed : first ? Mode::fresh : Mode::snapshot;
  written_ = flight_.acknowledged();
  piece_of_ = 0;
  const auto next = written_ + 1;
  if (write(welcome_frame({.received = applied_, .mode = mode, .next = next})) == Sent::no) return;
  write_on();
  flush();
  SessionCore::of(*root).opened_now();
}

// Each page counts its own frames, and goes on counting when it comes back.
void Link::begin_page(const Instance& instance) {
  Page page{instance, 0};
  if (const auto before = std::ranges::find(pages_, instance, &Page::instance); before != pages_.end()) {
    page = *before;
    pages_.erase(before);
  }
  if (instance_) {
    pages_.push_back({*instance_, applied_});
    tab_.embedded_apps().page_changed();
    tab_.scripts().page_changed();
  }
  if (pages_.size() > most_pages) pages_.erase(pages_.begin());
  instance_ = instance;
  next_frame(page.applied);
}

void Link::receive_data(BytesView body) {
  const auto header = read_data_header(body);
  const auto number = current_.number;
  if (!header) return refuse(header.error(), number);
  if (!has_applied(header->ack)) return;
  const auto expected = static_cast<std::uint16_t>(applied_ + 1);
  if (header->seq != expected) {
    return refuse(protocol_error("Frame " + std::to_string(header->seq) + " came where " + std::to_string(expected) +
                                 " was due."),
                  number);
  }
  flush_asked_ = true;                                  // what the handlers change is flushed below, together
  const std::size_t known = std::exchange(obeyed_, 0);  // messages of it, if it was cut short before
  bool is_cut = false;
  std::optional<Error> error;
  Decoder messages(body.subspan(data_header_size));
  while (!error && !messages.done() && !ended_) {
    const auto message = read_message(messages);
    if (!message) {
      is_cut = true;
      error = message.error();
    } else if (obeyed_++ >= known) {
      try {
        error = obey(*message);
      } catch (...) {  // of the program's; the others are to be obeyed
        tab_.show_error(std::current_exception(), "What hears of the page");
      }
    }
  }
  tab_.embedded_apps().tell_shown();
  obeyed_ = std::max(obeyed_, known);
  // What a bad line has cut short comes again, and goes on where it ended; not for ever. What is wrong in itself does
  // not.
  if (!is_cut || ++times_cut_ > most_cuts) next_frame(applied_ + 1);
  if (error) refuse(*error, number);
  flush();
}

void Link::next_frame(std::uint64_t applied) {
  applied_ = applied;
  obeyed_ = 0;
  times_cut_ = 0;
}

void Link::receive_ack(BytesView body) {
  const auto ack = parse_ack(body);
  if (!ack) return refuse(ack.error(), current_.number);
  if (has_applied(*ack)) flush();
}

bool Link::has_applied(std::uint16_t ack) {
  if (!flight_.acknowledge(ack, Flight::Clock::now())) {
    refuse(protocol_error("A frame was acknowledged that was never sent."), current_.number);
    return false;
  }
  // What is not on its way was acknowledged, or forgotten for a snapshot; of that the page may never have heard.
  if (ack == static_cast<std::uint16_t>(flight_.acknowledged())) confirmed_ = flight_.acknowledged();
  outbox().applied(confirmed_);
  measured();
  return true;
}

}  // namespace bonito::detail
