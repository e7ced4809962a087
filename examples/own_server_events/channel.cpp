#include "channel.hpp"

namespace own_server {
namespace {

constexpr std::size_t enough_waiting = 128u << 10;
constexpr std::size_t too_much_waiting = 2u << 20;  // who sends but does not read is not read from any more
constexpr int close_seconds = 5;                    // for a peer to take what it is still told

bool write_to(lws* socket, const Payload& frame) {
  Bytes bytes(LWS_PRE);  // libwebsockets writes its header there
  for (const BytesView piece : frame.pieces()) bytes.insert(bytes.end(), piece.begin(), piece.end());
  auto* start = reinterpret_cast<unsigned char*>(bytes.data()) + LWS_PRE;
  return lws_write(socket, start, frame.size(), LWS_WRITE_BINARY) >= 0;
}

}  // namespace

Sent EventChannel::write(Payload frame) {
  const std::lock_guard lock(mutex_);
  if (!open_) return Sent::no;
  waiting_ += frame.size();
  queue_.push_back(std::move(frame));
  wakeups_.add(socket_);
  congested_ = congested_ || waiting_ > enough_waiting;
  return congested_ ? Sent::congested : Sent::yes;
}

bool EventChannel::is_open() const noexcept {
  const std::lock_guard lock(mutex_);
  return open_;
}

bool EventChannel::hold_back(bool on) noexcept {
  const std::lock_guard lock(mutex_);
  held_back_ = on;
  if (!ended_) wakeups_.add(socket_);
  return true;
}

void EventChannel::close_with(Farewell words) noexcept {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(open_, false)) return;
  farewell_ = std::move(words);
  wakeups_.add(socket_);
}

EventChannel::Flushed EventChannel::flush() {
  const std::lock_guard lock(mutex_);
  if (farewell_ && !std::exchange(closing_, true)) lws_set_timeout(socket_, PENDING_TIMEOUT_CLOSE_SEND, close_seconds);
  while (!queue_.empty() && !lws_send_pipe_choked(socket_)) {
    if (!write_to(socket_, queue_.front())) return Flushed::no_more;
    waiting_ -= queue_.front().size();
    queue_.pop_front();
  }
  lws_rx_flow_control(socket_, held_back_ || waiting_ > too_much_waiting ? 0 : 1);
  if (!queue_.empty()) return Flushed::some;
  if (!farewell_) return Flushed::all;
  lws_close_reason(socket_, static_cast<lws_close_status>(farewell_->code),
                   reinterpret_cast<unsigned char*>(farewell_->reason.data()), farewell_->reason.size());
  return Flushed::no_more;
}

bool EventChannel::has_room() {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && std::exchange(congested_, false);
}

void EventChannel::ended() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  ended_ = true;
  queue_.clear();
}

}  // namespace own_server
