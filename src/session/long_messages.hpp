// LongMessages: messages too long for one frame, sent in parts, one part a frame, so that short ones pass them.
//
// A newer value of a slot stops the older one. So that something arrives even where values change faster than
// the line carries them, no two values of a slot in a row are stopped: the second is sent whole, and then the
// newest. Values of Delivery::every are never stopped; what they weigh counts until they have gone.
//
// Owner: the outbox. Thread: the strand; weight(), any.
#pragma once
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>

#include "session/binding.hpp"

namespace bonito::detail {

class LongMessages {
 public:
  bool empty() const noexcept { return messages_.empty(); }
  bool holds(const Binding& binding) const noexcept;
  // Makes room for a newer value of this slot. False: the one that is being sent goes first, and take() will ask for
  // the newest.
  bool make_way(Binding& binding);
  void add(std::shared_ptr<Binding> binding, LongMessage message, std::size_t weight);
  std::size_t weight() const noexcept { return weight_; }

  struct Part {
    SharedBytes tail;                  // what follows the frame's bytes
    std::shared_ptr<Binding> again{};  // done, and there is a newer value to tell
  };
  // Appends the start of a part of at most `most` bytes.
  Part take(Bytes& frame, std::size_t most);

  void forget(const void* owner);
  void clear() noexcept;

 private:
  struct Message {
    std::shared_ptr<Binding> binding;
    LongMessage content;
    std::size_t weight;
    std::size_t sent = 0;
    bool again = false;
  };
  std::deque<Message> messages_;
  std::atomic<std::size_t> weight_ = 0;
};

}  // namespace bonito::detail
