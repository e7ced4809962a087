#include "session/long_messages.hpp"

#include <algorithm>
#include <utility>

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {

bool LongMessages::holds(const Binding& binding) const noexcept {
  return std::ranges::any_of(messages_, [&](const Message& message) { return message.binding.get() == &binding; });
}

bool LongMessages::make_way(Binding& binding) {
  const auto found =
      std::ranges::find_if(messages_, [&](const Message& message) { return message.binding.get() == &binding; });
  if (found == messages_.end()) return true;
  if (found->sent > 0) {
    if (binding.stopped || found->left() == 0) {
      found->again = true;
      return false;
    }
    binding.stopped = true;
  }
  weight_ -= found->weight;
  messages_.erase(found);
  binding.start_anew(0);  // an observable that was to be introduced has not been
  return true;
}

void LongMessages::add(std::shared_ptr<Binding> binding, LongMessage message, std::size_t weight) {
  messages_.push_back({std::move(binding), std::move(message), weight});
  weight_ += weight;
}

LongMessages::Part LongMessages::take(Bytes& frame, std::size_t most, std::uint64_t bulk) {
  Message& message = messages_.front();
  Encoder out(frame);
  if (message.sent == 0 && bulk != 0) {
    message.bulk = bulk;
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::bulk));
    out.unsigned_integer(message.binding->slot);
    out.unsigned_integer(bulk);
    out.unsigned_integer(message.content.size());
    return {};
  }
  const std::size_t start = frame.size();
  const auto write_head = [&] {
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::part));
    out.unsigned_integer(message.binding->slot);
    out.unsigned_integer(message.sent);
    out.unsigned_integer(message.content.size());
    out.bytes_head(std::min(most, message.left()));
  };
  write_head();
  if (message.sent == 0 && message.left() <= most) {
    // All of it in one part: aligned, it may stay where it is.
    const std::size_t head = frame.size() - start;
    frame.resize(start);
    pad(frame, head);
    write_head();
  }
  Part part{take_piece(frame, most)};
  if (message.left() == 0) part.again = end_first();
  return part;
}

SharedBytes LongMessages::take_piece(Bytes& frame, std::size_t most) {
  Message& message = messages_.front();
  const LongMessage& content = message.content;
  const std::size_t start = message.sent;
  const std::size_t end = start + std::min(most, message.left());
  const std::size_t head = content.head.size();
  message.sent = end;
  if (start < head) Encoder(frame).encoded(BytesView(content.head).subspan(start, std::min(end, head) - start));
  if (end <= head) return {};
  const std::size_t from = std::max(start, head);
  return {content.body.owner, content.body.bytes.subspan(from - head, end - from)};
}

std::shared_ptr<Binding> LongMessages::end_first() {
  Message message = std::move(messages_.front());
  messages_.pop_front();
  weight_ -= message.weight;
  message.binding->stopped = false;
  return message.again ? std::move(message.binding) : nullptr;
}

void LongMessages::forget(const Binding& binding) {
  std::erase_if(messages_, [&](const Message& message) {
    if (message.binding.get() != &binding) return false;
    weight_ -= message.weight;
    return true;
  });
}

void LongMessages::clear() noexcept {
  messages_ = {};
  weight_ = 0;
}

}  // namespace bonito::detail
