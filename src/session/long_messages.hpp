// LongMessages: messages too long for one frame, one after the other, each in pieces, so that short ones pass them: as
// parts, one a frame; or by bulk frames, beside the others, where the connection has a way for them.
//
// A newer value of a slot stops the older one. So that something arrives even where values change faster than
// the line carries them, no two values of a slot in a row are stopped: the second is sent whole, and then the
// newest. Values of Delivery::every are never stopped; what they weigh counts until they have gone.
//
// A message in parts is done when the last is written, as frames keep their order and are not lost. One that goes by
// bulk is done when the browser has it.
//
// Owner: the outbox. Thread: the strand; weight(), any.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "session/binding.hpp"

namespace bonito::detail {

class LongMessages {
 public:
  bool empty() const noexcept { return messages_.empty(); }
  bool holds(const Binding& binding) const noexcept;
  // Makes room for a newer value of this slot. False: the one that is being sent goes first, and whoever ends it will
  // ask for the newest.
  bool make_way(Binding& binding);
  void add(std::shared_ptr<Binding> binding, LongMessage message, std::size_t weight);
  std::size_t weight() const noexcept { return weight_; }

  // Is there anything to say in a frame: a part, or that a message will come by bulk?
  bool wants_frame() const noexcept { return !messages_.empty() && bulk() == 0; }
  struct Part {
    SharedBytes tail;                  // what follows the frame's bytes
    std::shared_ptr<Binding> again{};  // done, and there is a newer value to tell
  };
  // Appends the start of a part of at most `most` bytes; or, if the message has not begun and may go by bulk, that it
  // does so, from the frame numbered `bulk`; 0: it may not.
  Part take(Bytes& frame, std::size_t most, std::uint64_t bulk);

  // The bulk frame with which the message began that goes so; 0: none does.
  std::uint64_t bulk() const noexcept { return messages_.empty() ? 0 : messages_.front().bulk; }
  bool bulk_is_out() const noexcept { return bulk() != 0 && messages_.front().left() == 0; }
  // Appends the start of the next piece, at most `most` bytes, and gives back its end.
  SharedBytes take_bulk(Bytes& frame, std::size_t most) { return take_piece(frame, most); }
  // The browser has all of it. Gives back whose newer value is to be told.
  std::shared_ptr<Binding> end_bulk() { return end_first(); }

  void forget(const Binding& binding);
  void clear() noexcept;

 private:
  struct Message {
    std::shared_ptr<Binding> binding;
    LongMessage content;
    std::size_t weight;
    std::size_t sent = 0;
    std::uint64_t bulk = 0;
    bool again = false;
    std::size_t left() const noexcept { return content.size() - sent; }
  };
  SharedBytes take_piece(Bytes& frame, std::size_t most);
  std::shared_ptr<Binding> end_first();

  std::deque<Message> messages_;
  std::atomic<std::size_t> weight_ = 0;
};

}  // namespace bonito::detail
