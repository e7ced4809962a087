// What each thread is in the middle of: the listeners it runs, the set()s that led there, the functions
// it computes, the changes it will tell later. All of it lives on the thread's own stack.
#pragma once

namespace bonito::detail {

class ListenerState;
class Source;
class Deferral;

struct CallFrame {
  const ListenerState* listener;
  const CallFrame* below;
};

struct SetFrame {
  const Source* set;    // null if several were, by a batch
  const Source* round;  // whose listeners are being called
  const SetFrame* below;
};

struct ComputeFrame {
  const Source* node;  // its compute lock is held
  const ComputeFrame* below;
};

struct Thread {
  const CallFrame* calls = nullptr;
  const SetFrame* sets = nullptr;
  const ComputeFrame* computes = nullptr;
  Deferral* deferral = nullptr;
  int depth = 0;            // of `sets`
  int functions = 0;        // user functions of derived observables on the stack
  bool overflowed = false;  // a cycle was found; cleared when the stack is down to the first set()
};

inline constinit thread_local Thread this_thread;

}  // namespace bonito::detail
