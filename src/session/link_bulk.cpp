// The link's second way out, for long messages, where the connection has one. It numbers its frames itself, and has a
// flight of its own; should the way be lost, they go on, and what the browser does not have goes again, by the new one,
// or among the others.
#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "bonito/session/frontend_connection.hpp"
#include "session/guarded_write.hpp"
#include "session/link.hpp"
#include "session/tab.hpp"

namespace bonito::detail {
namespace {

constexpr int most_frames = 32;  // then it is another session's turn

}  // namespace

// Null if there is none now. The connection may be of the program's own making: frames go out whatever it does.
std::shared_ptr<Channel> Link::bulk_way() const {
  std::string why = "it threw what is no std::exception";
  try {
    auto way = tab_.connection()->bulk();
    return way && way != bulk_bad_.lock() && way->is_open() ? way : nullptr;
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
    // `why` says all that is known.
  }
  if (const auto registry = tab_.registry()) {
    registry->complaints().say("A connection's bulk() failed, and long values go by write(): " + why + ".");
  }
  return nullptr;
}

void Link::send_bulk() {
  auto& messages = outbox().long_messages();
  if (messages.bulk() != bulk_first_) bulk_.forget();  // the message was stopped, or is done
  bulk_first_ = messages.bulk();
  if (bulk_first_ == 0 || ended_) return;
  const auto way = find_bulk_way();
  if (!way) return;
  for (int frames = 0; frames < most_frames; ++frames) {
    if (bulk_congested_) {
      blocked_ = true;
      if (bulk_congested_) return;  // else it has just become writable
    }
    const auto now = Flight::Clock::now();
    if (messages.bulk_is_out() || !bulk_.may_send(true, now)) return;
    // However much the line carries now, they may have to go again by one that carries little.
    Bytes start;
    SharedBytes end = messages.take_bulk(start, std::min(bulk_.part_size(now), Flight::first_part));
    const auto kept = std::make_shared<const Bytes>(std::move(start));
    if (!write_bulk(way, bulk_.send({kept, *kept}, std::move(end), 0, now))) return;
  }
  flush_soon();
}

// By another way than before, what is on its way goes again. It is bounded by the flight, so it goes at once. Null if
// no way takes it.
std::shared_ptr<Channel> Link::find_bulk_way() {
  auto way = bulk_way();
  if (!way) way = connection();
  if (!way || way == bulk_way_.lock()) return way;
  bulk_way_ = way;
  bulk_congested_ = false;
  bulk_.begin_line();
  static_cast<void>(bulk_.resume(bulk_.acknowledged(), Flight::Clock::now()));
  for (const auto& frame : bulk_.frames()) {
    if (!write_bulk(way, frame)) return nullptr;
  }
  return way;
}

// False if the way took nothing.
bool Link::write_bulk(const std::shared_ptr<Channel>& way, const Flight::Frame& frame) {
  Payload payload{bulk_frame(static_cast<std::uint16_t>(frame.number)), frame.messages, frame.tail};
  const bool is_beside = way != connection();
  bulk_congested_ = true;  // before the write: writable() may come before it returns
  const Sent sent = is_beside ? write_to(*way, std::move(payload), tab_.failures()) : write(std::move(payload));
  if (sent != Sent::congested) bulk_congested_ = false;
  if (sent != Sent::no) return true;
  if (is_beside) {
    bulk_bad_ = way;
    flush_soon();
  }
  return false;
}

void Link::receive_bulk(BytesView body) {
  const auto ack = parse_bulk_ack(body);
  if (!ack) return refuse(ack.error(), current_.number);
  if (!bulk_.acknowledge(*ack, Flight::Clock::now())) {
    return refuse(protocol_error("A bulk frame was acknowledged that was never sent."), current_.number);
  }
  if (bulk_.frames().empty() && outbox().long_messages().bulk_is_out()) outbox().end_bulk();
  flush();
}

}  // namespace bonito::detail
