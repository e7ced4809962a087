#include "support/raw_session.hpp"

#include <algorithm>
#include <utility>

#include "bonito/base/random.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/encoder.hpp"

namespace bonito::test {
namespace {

constexpr std::size_t most_kept = 16'384;

Error wrong(std::string sentence) { return {Errc::bad_payload, std::move(sentence)}; }

// How many values follow this opcode of the server's; nothing if there is no such opcode. Of a patch, before its steps.
std::optional<std::size_t> arguments_of(ServerOp opcode) {
  switch (opcode) {
    case ServerOp::error:
    case ServerOp::pad:
    case ServerOp::gone:
    case ServerOp::follow:
    case ServerOp::patch: return 1;
    case ServerOp::set:
    case ServerOp::region:
    case ServerOp::module:
    case ServerOp::sheet: return 2;
    case ServerOp::answer:
    case ServerOp::bulk:
    case ServerOp::mirror:
    case ServerOp::run: return 3;
    case ServerOp::ask:
    case ServerOp::part: return 4;
  }
  return std::nullopt;
}

// How many levels further in a step leads, and how many values follow it.
struct Reading {
  int deeper = 0;
  std::size_t values = 0;
};
std::optional<Reading> reading_of(const Value& step) {
  const auto number = step.unsigned_integer();
  if (!number) return std::nullopt;
  switch (static_cast<PatchStep>(*number % 8)) {
    case PatchStep::leave: return Reading{-1};
    case PatchStep::enter: return Reading{1};
    case PatchStep::skip:
    case PatchStep::remove:
    case PatchStep::hold:
    case PatchStep::put: return Reading{};
    case PatchStep::change: break;
    default: return std::nullopt;
  }
  switch (static_cast<PatchChange>(*number / 8)) {
    case PatchChange::insert:
    case PatchChange::text: return Reading{0, 1};
    case PatchChange::attribute: return Reading{0, 2};
    case PatchChange::rewind:
    case PatchChange::end: return Reading{};
  }
  return std::nullopt;
}

std::optional<Error> read_values(Decoder& in, std::size_t count, Value::List& message) {
  for (; count > 0; --count) {
    auto value = in.next();
    if (!value) return value.error();
    message.push_back(*std::move(value));
  }
  return std::nullopt;
}

}  // namespace

Result<Value::List> read_message(Decoder& in) {
  Value::List message;
  if (auto error = read_values(in, 1, message)) return *error;
  const auto op = from_value<ServerOp>(message[0]);
  const auto arguments = op ? arguments_of(*op) : std::nullopt;
  if (!arguments) return wrong("A message has an unknown opcode.");
  if (auto error = read_values(in, *arguments, message)) return *error;
  for (int level = *op == ServerOp::patch ? 1 : 0; level > 0;) {
    if (auto error = read_values(in, 1, message)) return *error;
    const auto reading = reading_of(message.back());
    if (!reading) return wrong("A patch has an unknown step.");
    level += reading->deeper;
    if (auto error = read_values(in, reading->values, message)) return *error;
  }
  return message;
}

RawSession::RawSession(Acknowledge acknowledge) : acknowledge_(acknowledge) { fill_random(instance_); }

void RawSession::begin() {
  joined_.clear();
  control_ = {hello_frame({.instance = instance_, .received = received_})};
  welcome_.reset();
  bye_.reset();
  acknowledgement_due_ = false;
}

std::optional<Bytes> RawSession::next_frame() {
  if (!control_.empty()) {
    Bytes frame = std::move(control_.front());
    control_.pop_front();
    return frame;
  }
  if (!welcome_ || bye_) return std::nullopt;
  const auto ack = static_cast<std::uint16_t>(acknowledge_ == Acknowledge::never ? 0 : received_);
  if (next_ <= sent_) {
    Bytes frame = kept_[next_ - acknowledged_ - 1];
    std::ranges::copy(data_frame({static_cast<std::uint16_t>(next_), ack}), frame.begin());
    transmitted_ = std::max(transmitted_, next_++);
    acknowledgement_due_ = false;
    return frame;
  }
  if (!std::exchange(acknowledgement_due_, false) || acknowledge_ != Acknowledge::at_once) return std::nullopt;
  return ack_frame(ack);
}

bool RawSession::event(std::uint32_t slot, const Value::List& fields) {
  return say(BrowserOp::event, slot, Value(fields));
}
bool RawSession::notify(std::uint32_t slot, const Value& value) { return say(BrowserOp::notify, slot, value); }

bool RawSession::say(BrowserOp opcode, std::uint32_t slot, const Value& argument) {
  if (kept_.size() == most_kept) return false;
  Bytes frame = data_frame({});  // its numbers are written when it is sent
  Encoder out(frame);
  out.unsigned_integer(static_cast<std::uint8_t>(opcode));
  out.unsigned_integer(slot);
  out.value(argument);
  kept_.push_back(std::move(frame));
  ++sent_;
  return true;
}

std::optional<Value::List> RawSession::next_message() {
  if (messages_.empty()) return std::nullopt;
  auto message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

std::optional<std::uint32_t> RawSession::mirror(std::string_view name) const {
  const auto found = mirrors_.find(name);
  if (found == mirrors_.end()) return std::nullopt;
  return found->second;
}

Result<bool> RawSession::receive(BytesView frame) {
  const auto kind = kind_of(frame);
  if (!kind) return wrong("A frame of an unknown kind came.");
  const BytesView body = body_of(frame);
  std::optional<Error> error;
  switch (*kind) {
    case FrameKind::welcome: error = receive_welcome(body); break;
    case FrameKind::data: error = receive_data(frame); break;
    case FrameKind::ack: {
      const auto ack = parse_ack(body);
      if (!ack) return ack.error();
      error = receive_acknowledgement(*ack);
      break;
    }
    case FrameKind::ping: {
      const auto payload = parse_ping(body);
      if (!payload) return payload.error();
      control_.push_back(pong_frame(*payload));
      break;
    }
    case FrameKind::pong: break;
    case FrameKind::bye: {
      auto bye = parse_bye(body);
      if (!bye) return bye.error();
      bye_ = std::move(bye).value();
      break;
    }
    case FrameKind::piece: {
      const auto whole = joined_.add(Bytes(frame.begin(), frame.end()));
      if (!whole) return whole.error();
      return *whole ? receive(**whole) : Result<bool>(true);
    }
    case FrameKind::hello: error = wrong("A hello came, which only a browser may send."); break;
    case FrameKind::bulk: error = wrong("A bulk frame came to who has no second way."); break;
  }
  if (error) return *error;
  return true;
}

std::optional<Error> RawSession::receive_welcome(BytesView body) {
  const auto welcome = parse_welcome(body);
  if (!welcome) return welcome.error();
  const auto& [version, received, mode, next] = *welcome;
  if (welcome_) return wrong("A second welcome came.");
  if (version != protocol_version) return wrong("The welcome is of version " + std::to_string(version) + ".");
  if (received < acknowledged_ || received > transmitted_) {
    return wrong("The welcome says that our frame " + std::to_string(received) +
                 " was the last it had, of those from " + std::to_string(acknowledged_) + " to " +
                 std::to_string(transmitted_) + ".");
  }
  const bool fits = mode == Mode::fresh     ? received_ == 0 && transmitted_ == 0 && next == 1
                    : mode == Mode::resumed ? next == received_ + 1
                                            : next > received_;
  if (!fits) {
    return wrong("The welcome's mode " + std::to_string(static_cast<int>(mode)) + " does not go with frame " +
                 std::to_string(next) + " after " + std::to_string(received_) + ".");
  }
  if (mode == Mode::snapshot) {
    received_ = next - 1;
    parts_.clear();
  }
  forget_up_to(received);
  next_ = received + 1;
  welcome_ = *welcome;
  return std::nullopt;
}

std::optional<Error> RawSession::receive_data(BytesView frame) {
  if (!welcome_) return wrong("Data came before a welcome.");
  const auto header = read_data_header(body_of(frame));
  if (!header) return header.error();
  if (header->seq != static_cast<std::uint16_t>(received_ + 1)) {
    return wrong("Frame " + std::to_string(header->seq) + " came after " + std::to_string(received_) + ".");
  }
  if (auto error = receive_acknowledgement(header->ack)) return error;
  Decoder in(body_of(frame).subspan(data_header_size));
  if (auto error = receive_messages(in)) return error;
  ++received_;
  frame_bytes_ = frame.size();
  acknowledgement_due_ = true;
  return std::nullopt;
}

std::optional<Error> RawSession::receive_acknowledgement(std::uint16_t ack) {
  if (!welcome_) return wrong("An acknowledgement came before a welcome.");
  const auto news = static_cast<std::uint16_t>(ack - acknowledged_);
  if (news >= 0x8000) return std::nullopt;  // an older one
  if (acknowledged_ + news > transmitted_) {
    return wrong("Our frame " + std::to_string(acknowledged_ + news) + " is acknowledged, but not sent.");
  }
  forget_up_to(acknowledged_ + news);
  next_ = std::max(next_, acknowledged_ + 1);
  return std::nullopt;
}

void RawSession::forget_up_to(std::uint64_t number) {
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(number - acknowledged_));
  acknowledged_ = number;
}

std::optional<Error> RawSession::receive_messages(Decoder& in) {
  while (!in.done()) {
    auto message = read_message(in);
    if (!message) return message.error();
    if (auto error = apply(*std::move(message))) return error;
  }
  return std::nullopt;
}

std::optional<Error> RawSession::apply(Value::List message) {
  const auto opcode = static_cast<ServerOp>(*message[0].integer());
  if (opcode == ServerOp::pad) return std::nullopt;
  if (opcode == ServerOp::error) {
    if (!message[1].text()) return wrong("What an error says is no text.");
    messages_.push_back(std::move(message));
    return std::nullopt;
  }
  const auto slot = from_value<std::uint32_t>(message[1]);
  if (!slot) return wrong("A slot is no number.");
  if (opcode == ServerOp::part) return apply_part(*slot, message);
  const bool is_of_a_region = opcode == ServerOp::region || opcode == ServerOp::sheet;
  if (is_of_a_region && !message[2].text()) return wrong("A region's content, or its rules, are no text.");
  if (opcode == ServerOp::mirror) {
    if (!message[2].text()) return wrong("A mirror's name is no text.");
    mirrors_[*message[2].text()] = *slot;
  }
  parts_.erase(*slot);
  messages_.push_back(std::move(message));
  return std::nullopt;
}

std::optional<Error> RawSession::apply_part(std::uint32_t slot, const Value::List& message) {
  const auto offset = message[2].unsigned_integer();
  const auto total = message[3].unsigned_integer();
  const auto* bytes = message[4].bytes();
  if (!offset || !total || !bytes) return wrong("A part is not one.");
  if (*offset == 0) parts_[slot] = {.total = *total, .bytes = {}};
  const auto found = parts_.find(slot);
  if (found == parts_.end() || found->second.bytes.size() != *offset || found->second.total != *total ||
      bytes->size() > *total - *offset) {
    return wrong("A part of slot " + std::to_string(slot) + " does not go on where the last one ended.");
  }
  Bytes& all = found->second.bytes;
  all.insert(all.end(), bytes->begin(), bytes->end());
  if (all.size() < *total) return std::nullopt;
  const Bytes whole = std::move(all);
  parts_.erase(found);
  Decoder in(whole);
  const auto before = messages_.size();
  if (auto error = receive_messages(in)) return error;
  if (messages_.size() != before + 1 || messages_.back()[1] != message[1]) {
    return wrong("The parts of slot " + std::to_string(slot) + " are not one message about it.");
  }
  return std::nullopt;
}

}  // namespace bonito::test
