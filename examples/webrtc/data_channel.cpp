#include "data_channel.hpp"

namespace webrtc {
namespace {

using namespace bonito;

constexpr std::size_t most_ahead = 4u << 20;  // a page that waits has less than half of it on its way

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
  const auto peer = peer_.lock();
  const std::lock_guard lock(writing_);
  if (peer && holds_back_.exchange(on) != on) peer->send(on ? "wait" : "go on");
  return true;
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
  ahead_ = holds_back_ ? ahead_ + message.size() : 0;
  if (const auto frame = joiner_.add(message)) attachment().process_message(*frame);
  if (joiner_.is_spoilt() || ahead_ > most_ahead) close();
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
