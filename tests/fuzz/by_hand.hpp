// By hand: the threads that run sessions' code and the one that waits for timers, replaced for a fuzz target by calls.
// So nothing runs but what the target asks for, an input does the same each time, and none waits for a thread.
//
//   session->process_message(frame);
//   do_all_work();
//
// by_hand.cpp defines the functions of detail::WorkerPool and Timer, so that the linker leaves the library's aside.
// Whoever would wait for a strand does all work before. Owner: the process. Thread: one.
#pragma once
#include <cstddef>

namespace bonito::fuzz {

void do_all_work();             // all that was posted, and what that posts
void ring_timers();             // calls what those that are set wait for, as if it were time, and does the work
std::size_t timers() noexcept;  // that are set

}  // namespace bonito::fuzz
