// The session's frames: what comes from the browser, and what goes to it. protocol/README.md is the
// specification.
#include <algorithm>

#include "bonito/base/log.hpp"
#include "bonito/wire/convert.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t full_frame = 256u << 10;  // a frame is sent when it has grown to this
constexpr std::size_t most_unread = 1u << 20;   // weight of the frames that wait for the strand

// What keeping a frame costs: its bytes, and something for the smallest, too.
std::size_t weight(BytesView frame) { return frame.size() + 32; }

Error protocol_error(std::string sentence) { return {Errc::bad_payload, std::move(sentence)}; }

}  // namespace

std::shared_ptr<FrontendConnection> SessionCore::connection() const {
  const std::lock_guard lock(mutex_);
  return connection_;
}

std::shared_ptr<FrontendConnection> SessionCore::connection(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  return number == connection_number_ ? connection_ : nullptr;
}

std::uint64_t SessionCore::connection_number() const {
  const std::lock_guard lock(mutex_);
  return connection_number_;
}

void SessionCore::tell_bye(const std::shared_ptr<FrontendConnection>& connection, const Bye& why) {
  static_cast<void>(connection->write(bye_frame(why)));
  connection->close_because(why);
}

std::uint64_t SessionCore::connect_with(std::shared_ptr<FrontendConnection> connection) {
  std::uint64_t number = 0;
  bool too_late = false;
  {
    const std::lock_guard lock(mutex_);
    number = ++connection_number_;
    too_late = status_ == SessionStatus::closed;
    if (!too_late) connection.swap(connection_);
  }
  if (too_late) {
    tell_bye(connection, {ByeCode::unknown_session, "This page's session has ended. Reload the page."});
  } else if (connection) {
    tell_bye(connection, {ByeCode::superseded, "This page is open in a newer connection."});
  }
  return number;
}

void SessionCore::process_message(BytesView frame, std::uint64_t connection_number) {
  if (kind_of(frame) == FrameKind::ping) {
    // Answered here: a handler that blocks must not look like a dead line.
    const auto payload = parse_ping(body_of(frame));
    const auto open = connection(connection_number);
    if (payload && open) static_cast<void>(open->write(pong_frame(*payload)));
    return;
  }
  bool flooded = false;
  {
    const std::lock_guard lock(mutex_);
    if (connection_number != connection_number_ || !connection_) return;
    flooded = inbox_ > 0 && inbox_ + weight(frame) > most_unread;
    if (!flooded) inbox_ += weight(frame);
  }
  if (flooded) {
    return disconnect({ByeCode::lagging, "More came from this page than it may send ahead."}, connection_number);
  }
  strand_->post([session = *session_, bytes = Bytes(frame.begin(), frame.end()), connection_number] {
    if (const auto alive = session.lock()) of(*alive).receive(bytes, connection_number);
  });
}

void SessionCore::receive(const Bytes& frame, std::uint64_t connection_number) {
  {
    const std::lock_guard lock(mutex_);
    inbox_ -= weight(frame);
    if (connection_number != connection_number_ || !connection_) return;
  }
  const auto refuse_this = [&](std::string sentence) {
    refuse(protocol_error(std::move(sentence)), connection_number);
  };
  const auto kind = kind_of(frame);
  if (!kind) return refuse_this("A frame of an unknown kind came.");
  const BytesView rest = body_of(frame);
  if (*kind == FrameKind::hello) return receive_hello(rest, connection_number);
  if (greeted_ != connection_number) return refuse_this("The first frame must be a hello.");
  switch (*kind) {
    case FrameKind::data: return receive_data(rest);
    case FrameKind::ack: return;
    case FrameKind::pong: return;
    case FrameKind::bye: return soft_close(connection_number);
    default: return refuse_this("A frame came that only the program may send.");
  }
}

void SessionCore::receive_hello(BytesView frame, std::uint64_t connection_number) {
  const auto hello = parse_hello(frame);
  if (!hello) return refuse(hello.error(), connection_number);
  if (greeted_ == connection_number) return refuse(protocol_error("A second hello came."), connection_number);
  if (hello->version != protocol_version) {
    return refuse(protocol_error("This page speaks another version of the protocol; reload it."), connection_number);
  }
  std::shared_ptr<FrontendConnection> connection;
  {
    Timer obsolete;
    const std::lock_guard lock(mutex_);
    const bool may_open =
        status_ == SessionStatus::displayed || status_ == SessionStatus::soft_closed || status_ == SessionStatus::open;
    if (!may_open || connection_number != connection_number_ || !connection_) return;  // it left meanwhile
    connection = connection_;
    obsolete = enter(SessionStatus::open, {});
  }
  if (const auto registry = registry_.lock(); registry && greeted_ == 0) registry->connected(id_);
  const Mode mode = greeted_ > 0 ? Mode::snapshot : Mode::fresh;
  if (greeted_ > 0) outbox_.say_everything();
  greeted_ = connection_number;
  congested_ = false;
  sent_ = applied_ = acknowledged_ = 0;
  connection->open();
  if (write(welcome_frame({.mode = mode})) == Sent::no) return;
  flush();
  opened_.set(true);
}

void SessionCore::receive_data(BytesView frame) {
  const auto header = read_data_header(frame);
  if (!header) return refuse(header.error(), greeted_);
  const auto expected = static_cast<std::uint16_t>(applied_ + 1);
  if (header->seq != expected) {
    return refuse(protocol_error("Frame " + std::to_string(header->seq) + " came where " + std::to_string(expected) +
                                 " was due."),
                  greeted_);
  }
  flush_asked_ = true;  // what the handlers change is flushed below, together
  Decoder messages(frame.subspan(data_header_size));
  std::optional<Error> error;
  while (!error && !messages.done() && status_ != SessionStatus::closed) error = receive_message(messages);
  if (error) {
    refuse(*error, greeted_);
  } else {
    applied_ = expected;
  }
  flush();
}

std::optional<Error> SessionCore::receive_message(Decoder& messages) {
  Value parts[3];  // opcode, slot, argument: every message of a browser has these
  for (Value& part : parts) {
    auto next = messages.next();
    if (!next) return next.error();
    part = std::move(*next);
  }
  const auto opcode = parts[0].integer();
  const auto slot = bonito::from_value<std::uint32_t>(parts[1]);
  if (!opcode || !slot) return protocol_error("A message has no opcode or no slot.");
  switch (static_cast<BrowserOp>(*opcode)) {
    case BrowserOp::event:
      if (!parts[2].list()) return protocol_error("An event's fields are no array.");
      call_handler(*slot, parts[2]);
      return std::nullopt;
    case BrowserOp::notify: {
      try {
        const auto assigned = outbox_.assign(*slot, parts[2]);
        if (!assigned) {
          log(LogLevel::warning, LogOwner::network, "A mirror refused what its page sent: " + assigned.error().message);
        }
      } catch (...) {
        fail(std::current_exception(), "A listener");
      }
      return std::nullopt;
    }
  }
  return protocol_error("A message has the unknown opcode " + std::to_string(*opcode) + ".");
}

void SessionCore::call_handler(std::uint32_t slot, const Value& fields) {
  const auto found = std::ranges::lower_bound(handlers_, slot, {}, [](const auto& entry) { return entry.first; });
  if (found == handlers_.end() || found->first != slot) return;  // gone meanwhile
  const EventHandler handler = found->second;                    // the call may change the table
  try {
    handler.call(Event(handler.options.fields, *fields.list()));
  } catch (...) {
    fail(std::current_exception(), "The handler for \"" + handler.name + "\"");
  }
}

void SessionCore::refuse(const Error& error, std::uint64_t connection_number) {
  disconnect({ByeCode::protocol, error.message}, connection_number);
}

void SessionCore::disconnect(const Bye& why, std::uint64_t connection_number) {
  const auto connection = let_go(connection_number);
  if (!connection) return;
  log(LogLevel::warning, LogOwner::network,
      "The browser of session " + id_.substr(0, 6) + "… was disconnected: " + why.reason);
  tell_bye(connection, why);
}

void SessionCore::writable() {
  congested_ = false;
  if (!outbox_.empty()) flush_soon();
}

void SessionCore::flush_soon() {
  if (flush_asked_.exchange(true)) return;
  strand_->post([session = *session_] {
    if (const auto alive = session.lock()) of(*alive).flush();
  });
}

void SessionCore::flush() {
  flush_asked_ = false;
  if (outbox_.overflown()) {
    return close({ByeCode::lagging, "More waited for this page than it may."});
  }
  if (!connection(greeted_) || congested_ || status_ != SessionStatus::open) return;
  Bytes frame = data_frame({static_cast<std::uint16_t>(sent_ + 1), applied_});
  if (outbox_.take(frame, full_frame)) {
    ++sent_;
    acknowledged_ = applied_;
    if (write(std::move(frame)) != Sent::no && !outbox_.empty()) flush_soon();
  } else if (acknowledged_ != applied_) {
    acknowledged_ = applied_;
    static_cast<void>(write(ack_frame(applied_)));
  }
}

Sent SessionCore::write(Bytes frame) {
  const auto open = connection(greeted_);
  if (!open) return Sent::no;
  congested_ = true;  // before the write: writable() may come before it returns
  const Sent sent = open->write(std::move(frame));
  if (sent != Sent::congested) congested_ = false;
  return sent;
}

}  // namespace bonito::detail
