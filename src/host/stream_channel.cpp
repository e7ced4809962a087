#include "host/stream_channel.hpp"

#include <exception>
#include <string_view>
#include <utility>

#include "base/base64.hpp"
#include "bonito/base/log.hpp"
#include "bonito/base/random.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t enough_waiting = 128u << 10;
constexpr std::size_t too_much_waiting = 2u << 20;  // who says more, but reads nothing, is not heard
constexpr std::size_t length_size = 4;

std::size_t length_of(BytesView frame) {
  std::size_t length = 0;
  for (std::size_t i = length_size; i-- > 0;) length = length << 8 | std::to_integer<std::size_t>(frame[i]);
  return length;
}

Payload text_payload(std::string text) {
  const auto shared = std::make_shared<const std::string>(std::move(text));
  return Payload({}, {shared, as_bytes(*shared)});
}

Response taken() { return {.status = 204, .headers = {{"Cache-Control", "no-store"}}}; }
Response out_of_turn() { return {.status = 409, .body = "This is not the next POST of a stream that is open.\n"}; }

}  // namespace

std::string stream_event(BytesView frame) { return "data: " + base64(frame) + "\n\n"; }

StreamChannel::StreamChannel(std::shared_ptr<http::ResponseStream> stream)
    : stream_(std::move(stream)), token_(random_id()) {}

void StreamChannel::attach(Session& session, WebSocketHandler& handler) {
  auto attached = handler.attach(session, shared_from_this());
  {
    const std::lock_guard lock(mutex_);
    attachment_ = std::move(attached);
  }
  stream_->write(text_payload("event: open\ndata: " + token_ + "\n\n"));
}

Attachment StreamChannel::attachment() const {
  const std::lock_guard lock(mutex_);
  return attachment_;
}

void StreamChannel::receive(std::uint64_t number, std::string_view body, http::Respond respond) {
  bool again = false;
  bool next = false;
  {
    const std::lock_guard lock(mutex_);
    again = is_open() && number > 0 && number == posts_;  // the browser has not seen the answer, and asks anew
    next = is_open() && number == posts_ + 1 && !waits_;
    if (again || next) {
      waits_ = true;
      waiting_ = respond;
    }
    if (next) {
      ++posts_;
      busy_ = true;
    }
  }
  if (!again && !next) return respond(out_of_turn());
  if (next) {
    read(body);
    const std::lock_guard lock(mutex_);
    busy_ = false;
  }
  answer();
}

void StreamChannel::read(std::string_view body) {
  const auto to = attachment();
  const bool fresh = partial_.empty();
  BytesView rest = as_bytes(body);
  if (!fresh) {
    partial_.insert(partial_.end(), rest.begin(), rest.end());
    rest = partial_;
  }
  while (rest.size() >= length_size) {
    const auto length = length_of(rest);
    if (length > max_frame_) {
      static_cast<void>(write(bye_frame({ByeCode::too_large, "This frame is longer than it may be."})));
      return close();
    }
    rest = rest.subspan(length_size);
    if (rest.size() < length) {
      rest = {rest.data() - length_size, rest.size() + length_size};
      break;
    }
    to.process_message(rest.first(length));
    rest = rest.subspan(length);
  }
  if (fresh || rest.size() < partial_.size()) partial_ = Bytes(rest.begin(), rest.end());
}

// Says that the last POST is taken, if it waits and the next may come.
void StreamChannel::answer() {
  http::Respond respond;
  {
    const std::lock_guard lock(mutex_);
    if (busy_ || held_back_ || much_waits_ || !std::exchange(waits_, false)) return;
    respond = std::exchange(waiting_, {});
  }
  respond(taken());
}

void StreamChannel::drained() {
  {
    const std::lock_guard lock(mutex_);
    ++drains_;
    much_waits_ = false;
  }
  answer();
  attachment().writable();
}

LoopEnd StreamChannel::ended() {
  http::Respond respond;
  Attachment attached;
  bool waits = false;
  {
    const std::lock_guard lock(mutex_);
    waits = std::exchange(waits_, false);
    respond = std::exchange(waiting_, {});
    attached = std::exchange(attachment_, {});
  }
  if (waits) respond(out_of_turn());
  return attached.closed();
}

Sent StreamChannel::write(Payload frame) {
  const auto drains = drains_.load();
  const auto waiting = stream_->write(text_payload(stream_event(frame.flat())));
  if (waiting > too_much_waiting) {
    const std::lock_guard lock(mutex_);
    much_waits_ = drains_ == drains;  // else it has drained meanwhile
  }
  return waiting == 0 ? Sent::no : waiting > enough_waiting ? Sent::congested : Sent::yes;
}

bool StreamChannel::hold_back(bool on) noexcept try {
  {
    const std::lock_guard lock(mutex_);
    held_back_ = on;
  }
  if (!on) answer();
  return true;
} catch (const std::exception& failure) {
  log(LogLevel::error, LogOwner::library, std::string("A POST could not be answered: ") + failure.what());
  return true;
}

}  // namespace bonito::detail
