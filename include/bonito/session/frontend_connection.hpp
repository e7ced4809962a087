// FrontendConnection: how frames reach the browser. Derive to carry pages over a transport of yours.
//
// A connection moves whole binary frames both ways, in order, until it breaks; that is all. Numbering,
// acknowledging, resending, coalescing and everything else is the session's. What the browser sends goes to
// Session::process_message; when the browser is gone, say so with Session::soft_close (not later on for
// one that the session has closed: that would be about the next). A frame that was lost on the way is sent again after
// the next hello.
//
// Owner: the session and the transport share it. Thread: everything is called from any thread, with no
// lock held, and must not block. Failure: write answers Sent::no, and the session keeps what it had to
// say.
#pragma once
#include "bonito/base/payload.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito {

enum class [[nodiscard]] Sent{
    yes,        // taken, and there is room for more
    congested,  // taken, but wait for Session::writable before the next
    no,         // not taken: there is no open way to the browser
};

class FrontendConnection {
 public:
  virtual ~FrontendConnection() = default;
  virtual Sent write(Payload frame) = 0;  // one call, one whole frame
  virtual bool is_open() const noexcept = 0;
  // Does it find out by itself that the other side is gone without a word? If not, the session asks every so often.
  virtual bool notices_loss() const noexcept { return false; }
  // The session has enough to handle: bring no more until it has done most of that. False if it cannot wait; then it is
  // closed when more comes than SessionLimits::incoming_bytes. It may be told the same twice.
  virtual bool hold_back(bool on) noexcept { return static_cast<void>(on), false; }
  virtual void open() {}              // the browser said it is ready
  virtual void close() noexcept = 0;  // harmless twice
  // Closes, and tells the other side why, where the transport has words for it.
  virtual void close_because(const Bye& bye) noexcept {
    static_cast<void>(bye);
    close();
  }
};

}  // namespace bonito
