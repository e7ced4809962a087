#include "model/line.hpp"

#include <utility>

namespace bonito::model {

Sent Line::write(Payload frame) {
  const std::lock_guard lock(mutex_);
  auto whole = joined_.add(frame.flat()).value();
  if (!whole) return is_open() ? Sent::yes : Sent::no;  // there is more of it to come
  Bytes bytes = *std::move(whole);
  if (kind_of(bytes) == FrameKind::welcome) {
    greeted_ = ++greetings_;
    welcome_ = parse_welcome(body_of(bytes)).value();
  }
  if (!is_open()) return Sent::no;
  if (const char* complaint = wrong_with(bytes); complaint && !complaint_) complaint_ = complaint;
  frames_.push_back(std::move(bytes));
  return congested_ ? Sent::congested : Sent::yes;
}

const char* Line::wrong_with(BytesView frame) {
  if (said_bye_) return "Something was written after the bye.";
  const auto kind = kind_of(frame);
  if (!kind) return "A frame of an unknown kind was written.";
  const auto body = body_of(frame);
  switch (*kind) {
    case FrameKind::welcome:
      if (welcomed_.exchange(true)) return "A second welcome was written.";
      next_ = welcome_->next;
      return nullptr;
    case FrameKind::data:
      if (!welcomed_) return "Data was written before the welcome.";
      if (read_data_header(body).value().seq != static_cast<std::uint16_t>(next_++)) return "A frame was left out.";
      return nullptr;
    case FrameKind::ack: return welcomed_ ? nullptr : "An acknowledgement was written before the welcome.";
    case FrameKind::pong: return ++pongs_ > pings ? "A ping was answered that did not come from here." : nullptr;
    case FrameKind::bye: said_bye_ = true; return nullptr;
    case FrameKind::ping: return nullptr;
    case FrameKind::bulk: return "A bulk frame was written to a page that has no second way.";
    case FrameKind::piece:
    case FrameKind::hello: break;
  }
  return "A hello was written.";
}

void Line::close_because(const Bye& bye) noexcept {
  const std::lock_guard lock(mutex_);
  if (bye_) complaint_ = "A second bye was told.";
  bye_ = bye;
  closed_ = true;
}

std::optional<Bytes> Line::next() {
  const std::lock_guard lock(mutex_);
  if (frames_.empty()) return std::nullopt;
  Bytes frame = std::move(frames_.front());
  frames_.pop_front();
  return frame;
}

bool Line::quiet() const {
  const std::lock_guard lock(mutex_);
  return frames_.empty();
}

std::optional<Bye> Line::bye() const {
  const std::lock_guard lock(mutex_);
  return bye_;
}

std::optional<Welcome> Line::welcome() const {
  const std::lock_guard lock(mutex_);
  return welcome_;
}

std::optional<std::string> Line::complaint() const {
  const std::lock_guard lock(mutex_);
  if (!complaint_) return std::nullopt;
  return std::string(complaint_);
}

}  // namespace bonito::model
