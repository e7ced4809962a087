// How cancel() waits for a listener that runs on another thread.
//
// A thread does not wait for its own calls (a listener may cancel itself), nor for calls of threads that
// wait, directly or through others, for this one (two listeners may cancel each other).
#pragma once

namespace bonito::detail {

class ListenerState;

// Precondition: new calls of `listener` end at once.
void wait_for_other_threads(const ListenerState& listener) noexcept;

// A call of a cancelled listener has returned.
void wake_cancelling_threads() noexcept;

}  // namespace bonito::detail
