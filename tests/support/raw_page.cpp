#include "support/raw_page.hpp"

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::test {
namespace {

constexpr std::chrono::seconds patience{10};

std::size_t arguments_of(ServerOp op) {
  switch (op) {
    case ServerOp::set: return 2;
    case ServerOp::mirror: return 3;
    case ServerOp::error: return 1;
    case ServerOp::pad: return 1;
    case ServerOp::part: return 4;
    case ServerOp::region: return 2;
    case ServerOp::sheet: return 1;
  }
  return 0;
}

}  // namespace

std::string session_of(const std::string& html) {
  constexpr std::string_view before = "<meta name=\"bonito\" content=\"";
  const auto found = html.find(before);
  if (found == std::string::npos) return "";
  const auto start = found + before.size();
  return html.substr(start, html.find('"', start) - start);
}

Result<RawPage> RawPage::fetch(std::uint16_t port, const std::string& path) {
  auto response = http_get("127.0.0.1", port, path);
  if (!response) return response.error();
  RawPage page;
  page.port_ = port;
  page.html_ = std::move(response->body);
  page.session_ = session_of(page.html_);
  if (page.session_.empty())
    return Error{Errc::not_found, "The answer is no page of ours: " + page.html_.substr(0, 200)};
  return page;
}

Result<RawPage> RawPage::open(std::uint16_t port, const std::string& path) {
  auto page = fetch(port, path);
  if (!page) return page;
  if (const auto connected = page->connect(); !connected) return connected.error();
  return page;
}

Result<bool> RawPage::connect() {
  auto socket = RawSocket::connect(port_, "/_bonito/ws/" + session_);
  if (!socket) return socket.error();
  socket_.emplace(std::move(socket).value());
  sent_ = received_ = 0;
  messages_.clear();
  socket_->send(hello_frame({}));
  const auto welcome = socket_->receive(patience);
  if (!welcome || kind_of(*welcome) != FrameKind::welcome) {
    const auto why = socket_->close_reason();
    return Error{Errc::refused, "No welcome came: " + (why ? std::to_string(why->code) + " " + why->text : "nothing")};
  }
  return true;
}

bool RawPage::event(std::uint32_t slot, const Value::List& fields) {
  return say(static_cast<std::uint8_t>(BrowserOp::event), slot, fields);
}

bool RawPage::notify(std::uint32_t slot, const Value& value) {
  return say(static_cast<std::uint8_t>(BrowserOp::notify), slot, value);
}

bool RawPage::say(std::uint8_t opcode, std::uint32_t slot, const Value& argument) {
  Bytes frame = data_frame({++sent_, received_});
  Encoder out(frame);
  out.unsigned_integer(opcode);
  out.unsigned_integer(slot);
  out.value(argument);
  return socket_->send(frame);
}

std::optional<Value::List> RawPage::next(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (messages_.empty()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    const auto frame = socket_->receive(left);
    if (!frame || !read(*frame)) return std::nullopt;
  }
  auto message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

bool RawPage::read(BytesView frame) {
  if (kind_of(frame) != FrameKind::data) return true;  // acks and pings are no messages
  const auto header = read_data_header(body_of(frame));
  if (!header || header->seq != static_cast<std::uint16_t>(received_ + 1)) return false;
  received_ = header->seq;
  frame_bytes_ = frame.size();
  Decoder in(body_of(frame).subspan(data_header_size));
  while (!in.done()) {
    auto opcode = in.next();
    if (!opcode || !opcode->integer()) return false;
    Value::List message{*opcode};
    for (auto i = arguments_of(static_cast<ServerOp>(*opcode->integer())); i > 0; --i) {
      auto argument = in.next();
      if (!argument) return false;
      message.push_back(std::move(argument).value());
    }
    messages_.push_back(std::move(message));
  }
  return true;
}

}  // namespace bonito::test
