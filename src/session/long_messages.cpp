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
    if (binding.stopped) {
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

LongMessages::Part LongMessages::take(Bytes& frame, std::size_t most) {
  Message& message = messages_.front();
  const LongMessage& content = message.content;
  const std::size_t left = content.size() - message.sent;
  const std::size_t size = std::min(most, left);
  Encoder out(frame);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::part));
  out.unsigned_integer(message.binding->slot);
  out.unsigned_integer(message.sent);
  out.unsigned_integer(content.size());
  out.bytes_head(size);
  std::size_t of_head = 0;
  if (message.sent < content.head.size()) {
    of_head = std::min(size, content.head.size() - message.sent);
    out.encoded(BytesView(content.head).subspan(message.sent, of_head));
  }
  Part part;
  if (of_head < size) {
    const std::size_t start = message.sent + of_head - content.head.size();
    part.tail = {content.body.owner, content.body.bytes.subspan(start, size - of_head)};
  }
  message.sent += size;
  if (message.sent == content.size()) {
    message.binding->stopped = false;
    if (message.again) part.again = std::move(message.binding);
    weight_ -= message.weight;
    messages_.pop_front();
  }
  return part;
}

void LongMessages::forget(const void* owner) {
  std::erase_if(messages_, [&](const Message& message) {
    if (message.binding->owner != owner) return false;
    weight_ -= message.weight;
    return true;
  });
}

void LongMessages::clear() noexcept {
  messages_ = {};
  weight_ = 0;
}

}  // namespace bonito::detail
