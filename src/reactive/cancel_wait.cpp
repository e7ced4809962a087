#include "reactive/cancel_wait.hpp"

#include <condition_variable>
#include <mutex>

#include "reactive/listener.hpp"

namespace bonito::detail {
namespace {

int count_calls(const CallFrame* calls, const ListenerState& listener) noexcept {
  int count = 0;
  for (; calls; calls = calls->below) count += calls->listener == &listener;
  return count;
}

// A thread inside cancel(). Its stack stands still while it is in the list below.
struct Waiter {
  const ListenerState& wanted;
  const CallFrame* calls;
  Waiter* next;
  bool waits_for_us = false;
};

// Never destroyed: threads may cancel while the process ends.
struct Waits {
  std::mutex mutex;
  std::condition_variable changed;
  Waiter* first = nullptr;
};
Waits& the_waits() {
  static auto* waits = new Waits;
  return *waits;
}

// How many calls of me.wanted stand on threads that wait for me.
int calls_that_wait_for(const Waiter& me, Waiter* first) noexcept {
  for (Waiter* w = first; w; w = w->next) w->waits_for_us = false;
  const auto wanted_by_waiters = [&](const ListenerState& listener) {
    if (count_calls(me.calls, listener) > 0) return true;
    for (Waiter* w = first; w; w = w->next) {
      if (w->waits_for_us && count_calls(w->calls, listener) > 0) return true;
    }
    return false;
  };
  int calls = 0;
  for (bool found = true; found;) {
    found = false;
    for (Waiter* w = first; w; w = w->next) {
      if (w == &me || w->waits_for_us || !wanted_by_waiters(w->wanted)) continue;
      w->waits_for_us = found = true;
      calls += count_calls(w->calls, me.wanted);
    }
  }
  return calls;
}

}  // namespace

void wait_for_other_threads(const ListenerState& listener) noexcept {
  const int own = count_calls(this_thread.calls, listener);
  if (listener.running() == own) return;
  auto& waits = the_waits();
  std::unique_lock lock(waits.mutex);
  Waiter me{listener, this_thread.calls, waits.first};
  waits.first = &me;
  waits.changed.notify_all();  // whoever waits may now find that I wait for it
  waits.changed.wait(lock, [&] { return listener.running() <= own + calls_that_wait_for(me, waits.first); });
  Waiter** link = &waits.first;
  while (*link != &me) link = &(*link)->next;
  *link = me.next;
}

void wake_cancelling_threads() noexcept {
  auto& waits = the_waits();
  const std::lock_guard lock(waits.mutex);
  if (waits.first) waits.changed.notify_all();
}

}  // namespace bonito::detail
