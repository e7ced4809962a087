// Channel: one way to one browser, from its opening to its end: a socket, a data channel, a pipe.
//
// A channel moves whole binary frames both ways, in order, until it breaks; that is all. Numbering, acknowledging,
// resending, coalescing and everything else is the session's: a frame that was lost on the way is sent again after the
// next hello.
//
// Owner: the session and the transport share it. Thread: everything is called from any thread, with no
// lock held, and must not block. Failure: write answers Sent::no, or throws, and the session keeps what it had to
// say, lets go of the channel, and waits for the next.
#pragma once
#include "bonito/base/payload.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito {

enum class [[nodiscard]] Sent{
    yes,        // taken, and there is room for more
    congested,  // taken, but wait for Session::writable before the next
    no,         // not taken: there is no open way to the browser
};

class Channel {
 public:
  virtual ~Channel() = default;
  virtual Sent write(Payload frame) = 0;  // one call, one whole frame
  virtual bool is_open() const noexcept = 0;
  // Does it find out by itself that the other side is gone without a word? If not, the session asks every so often.
  virtual bool notices_loss() const noexcept { return false; }
  // The session has enough to handle: bring no more until it has done most of that. False if it cannot wait; then it is
  // closed when more comes than SessionLimits::incoming_bytes. It may be told the same twice.
  virtual bool hold_back(bool on) noexcept { return static_cast<void>(on), false; }
  virtual void open() {}              // the browser has said hello: what is written from now on is for it
  virtual void close() noexcept = 0;  // harmless twice
  // Closes, and tells the other side why, where the transport has words for it. A frame that says so has been written
  // before; it should still arrive.
  virtual void close_because(const Bye& bye) noexcept {
    static_cast<void>(bye);
    close();
  }
};

}  // namespace bonito
