#include "session/proxy_line.hpp"

#include "bonito/base/error.hpp"
#include "bonito/wire/decoder.hpp"
#include "session/link.hpp"

namespace bonito::detail {

Value line_value(const Headers& headers) {
  Value::List all;
  for (const auto& [name, value] : headers) all.emplace_back(Value::List{Value(name), Value(value)});
  return all;
}

std::string string_of(const Value& value) {
  const auto* text = value.text();
  if (!text) throw Failure({Errc::bad_payload, "A text was due."});
  return *text;
}

Headers headers_of(const LineHeaders& headers) {
  Headers all;
  for (const auto& [name, value] : headers) all.emplace_back(string_of(name), string_of(value));
  return all;
}

LineMessage::LineMessage(BytesView message) {
  if (message.empty() || message[0] > static_cast<std::byte>(LineOp::drop)) {
    throw Failure({Errc::bad_payload, "A message of no known kind came."});
  }
  op_ = static_cast<LineOp>(message[0]);
  Decoder in(message.subspan(1));
  arguments_ = in.next().value();
  rest_ = message.subspan(1 + in.position());
}

ProxyLine::ProxyLine(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {
  if (!channel_) throw Failure({Errc::usage, "A ProxyHost and a ProxyWorker need a line: a Channel, not null."});
  send(line_message(LineOp::hello, proxy_version));
}

void ProxyLine::send(Payload message) {
  enqueue(std::move(message));
  say();
}

void ProxyLine::send_frame(std::uint32_t app, std::uint32_t socket, const Payload& frame) {
  Bytes message = line_message(LineOp::frame, app, socket);
  message.reserve(message.size() + frame.size());
  for (const BytesView piece : frame.pieces()) message.insert(message.end(), piece.begin(), piece.end());
  send(std::move(message));
}

void ProxyLine::enqueue(Payload message) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  waiting_bytes_ += frame_weight(message.size());
  waiting_.push_back(std::move(message));
}

void ProxyLine::say() {
  std::unique_lock lock(mutex_);
  if (waiting_bytes_ > most_waiting) {
    lock.unlock();
    return close();
  }
  if (is_saying_) return;
  is_saying_ = true;
  bool took_nothing = false;
  while (!waiting_.empty() && !congested_ && !closed_) {
    Payload next = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= frame_weight(next.size());
    congested_ = true;  // before the write: writable() may come before it returns
    lock.unlock();
    const Sent sent = write_to(*channel_, std::move(next));
    lock.lock();
    if (sent == Sent::yes) congested_ = false;
    if (sent == Sent::no) closed_ = took_nothing = true;
  }
  if (closed_) forget();
  is_saying_ = false;
  lock.unlock();
  if (took_nothing) channel_->close();  // so its end is told here, and noticed there, also if it had been open
}

void ProxyLine::writable() {
  {
    const std::lock_guard lock(mutex_);
    congested_ = false;
  }
  say();
}

void ProxyLine::forget() {
  waiting_.clear();
  waiting_bytes_ = 0;
}

bool ProxyLine::is_open() const {
  const std::lock_guard lock(mutex_);
  return !closed_;
}

void ProxyLine::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    forget();
  }
  channel_->close();
}

}  // namespace bonito::detail
