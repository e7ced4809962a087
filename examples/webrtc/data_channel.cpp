#include "data_channel.hpp"

#include <string>

namespace webrtc {
namespace {

using namespace bonito;

constexpr std::size_t window = 1u << 20;  // as in the page's script, which may go one piece beyond

}  // namespace

Sent DataChannel::write(Payload frame) {
  const auto peer = peer_.lock();
  if (!peer) return Sent::no;
  bool taken = true;
  const std::lock_guard lock(writing_);
  for_each_piece(frame.flat(), [&](BytesView piece) { taken = taken && peer->send(piece); });
  if (!taken) return Sent::no;
  return peer->waiting() > Peer::enough_waiting ? Sent::congested : Sent::yes;
}

bool DataChannel::is_open() const noexcept {
  const auto peer = peer_.lock();
  return peer && peer->is_open();
}

bool DataChannel::hold_back(bool on) noexcept {
  const std::lock_guard lock(writing_);
  holds_back_ = on;
  give_room();
  return true;
}

void DataChannel::give_room() {
  const auto peer = peer_.lock();
  if (peer && !holds_back_ && ahead_ >= window / 4) peer->send(std::to_string(std::exchange(ahead_, 0)));
}

void DataChannel::close() noexcept {
  if (const auto peer = peer_.lock()) peer->close();
}

void DataChannel::opened() {
  const auto session = session_.lock();
  if (!session) return close();
  auto attached = handler_->attach(*session, shared_from_this());
  const std::lock_guard lock(mutex_);
  attachment_ = std::move(attached);
}

void DataChannel::received(BytesView message) {
  {
    const std::lock_guard lock(writing_);
    ahead_ += message.size();
    if (ahead_ > 2 * window) return close();
  }
  if (const auto frame = joiner_.add(message)) attachment().process_message(*frame);
  if (joiner_.is_spoilt()) return close();
  const std::lock_guard lock(writing_);
  give_room();
}

void DataChannel::drained() { attachment().writable(); }

void DataChannel::closed() {
  Attachment ended;
  {
    const std::lock_guard lock(mutex_);
    std::swap(ended, attachment_);
  }
  if (const auto session = session_.lock()) end_connection(*session, ended.closed());
}

Attachment DataChannel::attachment() const {
  const std::lock_guard lock(mutex_);
  return attachment_;
}

}  // namespace webrtc
