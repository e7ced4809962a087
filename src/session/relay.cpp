#include "session/relay.hpp"

#include <algorithm>
#include <utility>

#include "session/closing.hpp"
#include "session/page_files.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::ptrdiff_t most_candidates = 4;  // connections that the worker has not welcomed
// More than a worker's session has on its way, if it keeps to what it is told.
constexpr std::uint64_t most_waiting = 64u << 20;

}  // namespace

Relay::Relay(Session& session, std::uint32_t app, std::shared_ptr<ProxyLine> line, std::function<void()> ended)
    : session_(session.weak()),
      app_(app),
      line_(std::move(line)),
      told_end_(std::move(ended)),
      incoming_(SessionCore::of(session).tab().options().limits.incoming_bytes) {}

Result<Relay::Rendered> Relay::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  answered_.wait_for(lock, patience, [this] { return answer_.has_value(); });
  if (answer_) return std::move(*answer_);
  return Error{Errc::timeout, "The worker did not render the app within " + std::to_string(patience.count()) + " ms."};
}

void Relay::rendered(Result<Rendered> answer) {
  const std::lock_guard lock(mutex_);
  if (!answer_) answer_ = std::move(answer);
  answered_.notify_all();
}

void Relay::close_session(const Bye& why) {
  if (const auto session = session_.lock()) SessionCore::of(*session).close(why);
}

// Behind what the worker has said before.
void Relay::session_ended(const Bye& why) {
  on_strand([why](Relay& relay) { relay.close_session(why); });
}

// Before the page that names it is here: so it is found when that asks.
void Relay::hold(const Asset& asset) {
  const auto session = session_.lock();
  const auto registry = session ? SessionCore::of(*session).tab().registry() : nullptr;
  if (!registry) return;
  auto shown = registry->assets().show(asset, SessionCore::of(*session).visitor());
  const std::lock_guard lock(mutex_);
  if (!ended_) shows_.insert_or_assign(asset.key(), std::move(shown));
}

void Relay::withdraw(const std::string& key) {
  Shows::node_type gone;  // with no lock held
  const std::lock_guard lock(mutex_);
  gone = shows_.extract(key);
}

void Relay::keep(std::shared_ptr<const void> something) {
  const std::lock_guard lock(mutex_);
  if (!ended_) keeps_.push_back(std::move(something));
}

// From the worker to the browser.

void Relay::on_strand(std::function<void(Relay&)> work) {
  const auto session = session_.lock();
  if (!session) return;
  SessionCore::of(*session).tab().strand()->post([weak = weak_from_this(), work = std::move(work)] {
    if (const auto relay = weak.lock()) work(*relay);
  });
}

void Relay::opened(std::uint32_t number) {
  on_strand([number](Relay& relay) { relay.open(number); });
}

void Relay::open(std::uint32_t number) {
  std::shared_ptr<Channel> channel;
  {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(number);
    if (found == ways_.end()) return;
    current_ = number;
    found->second.is_open = true;
    channel = found->second.channel;
  }
  channel->open();
  tell_session();
  const auto session = session_.lock();
  if (!session) return;
  auto& core = SessionCore::of(*session);
  if (const auto registry = core.tab().registry()) registry->connected(core.id());
  if (core.status() == SessionStatus::open) core.opened_now();
}

// Whether a browser is connected. On the strand, so the last says what holds. One that goes before it was welcomed is
// missed only if it was to take the place of another.
void Relay::tell_session() {
  const auto session = session_.lock();
  if (!session) return;
  std::unique_lock lock(mutex_);
  const bool is_here = current_ != 0;
  lock.unlock();
  auto& core = SessionCore::of(*session);
  if (is_here) {
    core.connected();
  } else if (core.status() == SessionStatus::open) {
    core.lost();
  }
}

void Relay::frame(std::uint32_t number, BytesView frame) {
  bool is_too_much = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(number);
    if (found == ways_.end()) return;
    is_too_much = found->second.weight > most_waiting;
    found->second.weight += frame_weight(frame.size());
  }
  if (is_too_much) return disconnect(number, {ByeCode::lagging, "More waits for this page than it takes."});
  on_strand([number, bytes = Bytes(frame.begin(), frame.end())](Relay& relay) mutable {
    relay.write(number, std::move(bytes));
  });
}

void Relay::write(std::uint32_t number, Bytes frame) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(number);
    if (found == ways_.end()) return;
    found->second.waiting.push_back(std::move(frame));
  }
  write_on(number);
}

// What waits, as long as there is room.
void Relay::write_on(std::uint32_t number) {
  for (;;) {
    std::optional<Bytes> next;
    std::uint64_t taken = 0;
    std::shared_ptr<Channel> channel;
    {
      const std::lock_guard lock(mutex_);
      const auto found = ways_.find(number);
      if (found == ways_.end() || found->second.congested) return;
      Way& way = found->second;
      taken = std::exchange(way.written, 0);
      way.weight -= std::min(way.weight, taken);
      if (!way.waiting.empty()) {
        next = std::move(way.waiting.front());
        way.waiting.pop_front();
        way.written = frame_weight(next->size());
        way.congested = true;  // before the write: writable() may come before it returns
      }
      channel = way.channel;
    }
    if (taken > 0) line_->send(line_message(LineOp::taken, app_, number, taken));
    if (!next) return;
    const Sent sent = write_to(*channel, std::move(*next));
    if (sent == Sent::no && channel->is_open()) return leave(number);  // of one that has closed, its end is told
    if (sent == Sent::congested) continue;
    const std::lock_guard lock(mutex_);
    if (const auto found = ways_.find(number); found != ways_.end()) found->second.congested = false;
  }
}

void Relay::writable() {
  std::vector<std::uint32_t> numbers;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [number, way] : ways_) {
      if (std::exchange(way.congested, false)) numbers.push_back(number);
    }
  }
  for (const auto number : numbers) on_strand([number](Relay& relay) { relay.write_on(number); });
}

void Relay::closed(std::uint32_t number, const Bye& why) {
  on_strand([number, why](Relay& relay) { relay.close(number, why); });
}

void Relay::close(std::uint32_t number, const Bye& why) {
  std::deque<Bytes> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = ways_.find(number); found != ways_.end()) waiting.swap(found->second.waiting);
  }
  const auto channel = take(number);
  if (!channel) return;
  // The newer one that has its place is opened next, or lost.
  const bool is_taken_over = why.code == ByeCode::superseded && !channels().empty();
  if (!is_taken_over) tell_session();
  const Closing now(this);
  for (Bytes& frame : waiting) {
    if (kind_of(frame) == FrameKind::bye) static_cast<void>(write_to(*channel, std::move(frame)));
  }
  why.code == ByeCode{} ? channel->close() : channel->close_because(why);
}

// From the browser to the worker.

const Asset& Relay::script() const { return client_script(); }

std::uint64_t Relay::connect(std::shared_ptr<Channel> connection) {
  std::uint32_t number = 0;
  std::uint32_t crowded_out = 0;
  std::vector<std::uint32_t> before;
  const bool notices_loss = connection->notices_loss();
  bool is_late = false;
  {
    const std::lock_guard lock(mutex_);
    number = ++newest_;
    is_late = ended_;
    if (!is_late) {
      // One that opens again has nothing more to say of its last opening.
      for (const auto& [known, way] : ways_) {
        if (way.channel == connection) before.push_back(known);
      }
      ways_[number].channel = connection;
      const auto waits = [](const auto& each) { return !each.second.is_open; };
      if (std::ranges::count_if(ways_, waits) > most_candidates) {
        crowded_out = std::ranges::find_if(ways_, waits)->first;
      }
    }
  }
  if (crowded_out != 0) disconnect(crowded_out, {ByeCode::superseded, "This page is open in a newer connection."});
  if (is_late) {
    dismiss(this, *connection, {ByeCode::unknown_session, "This page's session has ended. Reload the page."});
    return number;
  }
  for (const auto each : before) take(each);
  line_->send(line_message(LineOp::connect, app_, number, notices_loss));
  return number;
}

void Relay::process_message(BytesView frame, const std::shared_ptr<Channel>& own) {
  std::uint64_t number = 0;
  bool opens = false;
  {
    const std::lock_guard lock(mutex_);
    number = newest_;
    const auto newest = ways_.find(newest_);
    const bool waits = newest != ways_.end() && !newest->second.has_spoken;
    const auto current = ways_.find(current_);
    const bool is_own = current == ways_.end() || current->second.channel == own;
    opens = kind_of(frame) == FrameKind::hello && !waits && is_own;
  }
  if (opens && own) number = connect(own);
  process_message(frame, number);
}

void Relay::process_message(BytesView frame, std::uint64_t number) {
  const auto key = static_cast<std::uint32_t>(number);
  std::shared_ptr<Channel> sender;
  bool is_much = false;
  bool is_too_much = false;
  bool is_too_long = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(key);
    if (found == ways_.end()) return;
    Way& way = found->second;
    is_too_long = frame.size() > (way.is_open ? max_frame_from_browser : max_hello);
    way.has_spoken = true;
    const auto before = way.ahead;
    way.ahead += frame_weight(frame.size());
    is_much = way.ahead > incoming_ / 2;
    is_too_much = before > 0 && way.ahead > incoming_;
    sender = way.channel;
  }
  if (is_too_long) return disconnect(key, {ByeCode::too_large, "This frame is longer than it may be."});
  line_->send_frame(app_, key, {{}, {nullptr, frame}});
  if (!is_much) return;
  if (sender->hold_back(true)) {
    hold_back(*sender, key);
  } else if (is_too_much) {
    disconnect(key, {ByeCode::lagging, "More came from this page than it may send ahead."});
  }
}

// It has been told to wait; unless the worker was faster.
void Relay::hold_back(Channel& sender, std::uint32_t number) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(number);
    if (found != ways_.end() && found->second.ahead > incoming_ / 4) return;
  }
  sender.hold_back(false);
}

void Relay::taken(std::uint32_t number, std::uint64_t weight) {
  std::shared_ptr<Channel> held;
  {
    const std::lock_guard lock(mutex_);
    const auto found = ways_.find(number);
    if (found == ways_.end()) return;
    Way& way = found->second;
    const auto before = way.ahead;
    way.ahead -= std::min(way.ahead, weight);
    if (before > incoming_ / 4 && way.ahead <= incoming_ / 4) held = way.channel;
  }
  if (held) held->hold_back(false);
}

// How connections end.

std::shared_ptr<Channel> Relay::take(std::uint32_t number) {
  std::shared_ptr<Channel> taken;
  {
    const std::lock_guard lock(mutex_);
    auto found = ways_.extract(number);
    if (!found) return nullptr;
    taken = std::move(found.mapped().channel);
    if (current_ == number) current_ = 0;
  }
  line_->send(line_message(LineOp::lost, app_, number));
  return taken;
}

void Relay::lost(std::uint64_t number) {
  if (take(static_cast<std::uint32_t>(number))) on_strand(&Relay::tell_session);
}

void Relay::leave(std::uint32_t number) {
  const auto channel = take(number);
  if (!channel) return;
  {
    const Closing now(this);
    channel->close();
  }
  on_strand(&Relay::tell_session);
}

std::vector<std::pair<std::uint32_t, std::shared_ptr<Channel>>> Relay::channels() const {
  std::vector<std::pair<std::uint32_t, std::shared_ptr<Channel>>> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [number, way] : ways_) {
    if (number != current_) all.emplace_back(number, way.channel);
  }
  if (const auto current = ways_.find(current_); current != ways_.end())
    all.emplace_back(current_, current->second.channel);
  return all;
}

void Relay::lost() {
  const auto all = channels();
  const auto closed = std::ranges::find_if(all, [](const auto& each) { return !each.second->is_open(); });
  if (closed != all.end()) return leave(closed->first);
  if (!all.empty() && !Closing::is_for(this)) leave(all.back().first);
}

void Relay::lost_closed() {
  for (const auto& [number, channel] : channels()) {
    if (!channel->is_open()) leave(number);
  }
}

bool Relay::is_current(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  return current_ != 0 && current_ == number;
}

void Relay::disconnect(std::uint32_t number, const Bye& why) {
  const auto channel = take(number);
  if (!channel) return;
  dismiss(this, *channel, why);
  on_strand(&Relay::tell_session);
}

void Relay::end(const Bye& why) {
  Ways ways;
  Keeps keeps;
  Shows shows;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
    ways.swap(ways_);
    current_ = 0;
    keeps.swap(keeps_);
    shows.swap(shows_);
  }
  for (const auto& [number, way] : ways) dismiss(this, *way.channel, why);
  rendered(Error{Errc::closed, why.reason});
  line_->send(line_message(LineOp::end, app_));
  told_end_();
}

}  // namespace bonito::detail
