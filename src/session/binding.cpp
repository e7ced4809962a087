#include "session/binding.hpp"

#include <algorithm>
#include <utility>

#include "bonito/dom/html_writer.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {

void pad(Bytes& messages, std::size_t more) {
  constexpr std::size_t least = 3;  // opcode, and the head of a block of bytes
  const std::size_t missing = (0 - (messages.size() + least + more)) % 8;
  Encoder out(messages);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::pad));
  out.bytes(Bytes(missing));
}

ValueBinding::ValueBinding(std::uint32_t its_slot, const void* its_owner, Kind kind, std::shared_ptr<const Live> live,
                           std::optional<std::string> name)
    : Binding(its_slot, its_owner, live->delivery()), kind_(kind), name_(std::move(name)), live_(std::move(live)) {}

std::size_t ValueBinding::weight(const Live::Snapshot& snapshot) const {
  return std::max(live_->weight(snapshot), last_encoded_.load());
}

void ValueBinding::write_start(Encoder& out, bool introduce) const {
  out.unsigned_integer(static_cast<std::uint8_t>(introduce ? ServerOp::mirror : ServerOp::set));
  out.unsigned_integer(slot);
  if (!introduce) return;
  name_ ? out.text(*name_) : out.null();
}

std::optional<LongMessage> ValueBinding::write(FrameEnd end, const Live::Snapshot& kept) {
  Bytes& messages = end.messages;
  const auto snapshot = kept ? kept : live_->snapshot();
  const bool introduce = kind_ == Kind::mirror && !introduced_;
  const std::size_t start = messages.size();
  Encoder out(messages);
  write_start(out, introduce);
  if (kind_ == Kind::url && is_dangerous_url(live_->text(snapshot))) {
    out.text(blocked_url);
    return std::nullopt;
  }
  const std::size_t value_start = messages.size();
  const auto rest = live_->encode(snapshot, out);
  const std::size_t size = messages.size() - start + rest.shared.bytes.size();
  last_encoded_ = size;
  introduced_ = introduced_ || introduce;
  if (size > long_message) {
    // Its own bytes begin with the message, so arrays are aligned from there.
    LongMessage whole;
    Encoder head(whole.head);
    if (rest.has_arrays) pad(whole.head, value_start - start);
    write_start(head, introduce);
    whole.body = live_->encode(snapshot, head).shared;
    messages.resize(start);
    return whole;
  }
  if (rest.has_arrays && messages.size() % 8 != 0) {
    messages.resize(start);
    pad(messages, value_start - start);
    write_start(out, introduce);
  }
  out.encoded(rest.shared.bytes);
  return std::nullopt;
}

bool ValueBinding::start_anew(std::uint64_t) {
  introduced_ = false;
  return true;
}

Result<bool> ValueBinding::assign(const Value& value) {
  if (kind_ != Kind::mirror) return false;
  return live_->assign(value, this);
}

std::optional<LongMessage> ShownError::write(FrameEnd end, const Live::Snapshot&) {
  Encoder out(end.messages);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::error));
  out.text(text_);
  return std::nullopt;
}

}  // namespace bonito::detail
