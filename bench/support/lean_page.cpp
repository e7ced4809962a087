#include "support/lean_page.hpp"

#include <utility>

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "support/raw_page.hpp"

namespace bonito::bench {
namespace {

using namespace std::chrono_literals;

const std::string sockets = "/_bonito/ws/";

void put_message(Bytes& frame, BrowserOp opcode, std::uint32_t slot) {
  Encoder out(frame);
  out.unsigned_integer(static_cast<std::uint8_t>(opcode));
  out.unsigned_integer(slot);
}

}  // namespace

LeanPage::LeanPage(std::uint16_t port, const std::string& path) : socket_(port) {
  session_ = test::session_of(socket_->get(path));
  socket_->upgrade(sockets + session_);
  greet();
}

void LeanPage::greet() {
  socket_->send(hello_frame({.received = received_}));
  const BytesView frame = receive(10s);
  const auto welcome = kind_of(frame) == FrameKind::welcome ? parse_welcome(body_of(frame)) : Error{};
  if (!welcome || welcome->next != received_ + 1) fail("This is not the welcome that was due.");
  if (welcome->received != sent_) fail("What was said before the line was lost has not arrived.");
}

BytesView LeanPage::receive(std::chrono::milliseconds timeout) {
  const auto frame = socket_->receive(timeout);
  if (!frame) return {};
  if (kind_of(*frame) == FrameKind::bye) fail("A server said goodbye: " + parse_bye(body_of(*frame)).value().reason);
  return *frame;
}

Bytes LeanPage::data() {
  acknowledged_ = received_;
  return data_frame({static_cast<std::uint16_t>(++sent_), static_cast<std::uint16_t>(received_)});
}

void LeanPage::event(std::uint32_t slot) {
  Bytes frame = data();
  put_message(frame, BrowserOp::event, slot);
  Encoder(frame).list(0);
  socket_->send(frame);
}

void LeanPage::notify(std::uint32_t slot, std::uint32_t value) {
  Bytes frame = data();
  put_message(frame, BrowserOp::notify, slot);
  Encoder(frame).unsigned_integer(value);
  socket_->send(frame);
}

void LeanPage::acknowledge() {
  if (std::exchange(acknowledged_, received_) == received_) return;
  socket_->send(ack_frame(static_cast<std::uint16_t>(received_)));
}

std::optional<BytesView> LeanPage::next(std::chrono::milliseconds timeout) {
  acknowledge();
  const auto deadline = Clock::now() + timeout;
  for (;;) {
    const BytesView frame = receive(std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()));
    if (frame.empty()) return std::nullopt;
    if (kind_of(frame) != FrameKind::data) continue;
    const auto header = read_data_header(body_of(frame));
    if (!header || header->seq != static_cast<std::uint16_t>(++received_)) fail("A frame is missing.");
    frame_bytes_ = frame.size();
    return body_of(frame).subspan(data_header_size);
  }
}

void LeanPage::drop() { socket_.reset(); }

Clock::time_point LeanPage::resume(std::uint16_t port) {
  socket_.emplace(port);
  socket_->upgrade(sockets + session_);
  const auto opened = Clock::now();
  acknowledged_ = received_;
  greet();
  return opened;
}

Clock::duration LeanPage::round_trip() {
  acknowledge();
  const auto start = Clock::now();
  socket_->send(ping_frame({}));
  for (;;) {
    const BytesView frame = receive(10s);
    if (kind_of(frame) == FrameKind::pong) return Clock::now() - start;
    if (frame.empty() || kind_of(frame) == FrameKind::data) fail("A ping was not answered by itself.");
  }
}

}  // namespace bonito::bench
