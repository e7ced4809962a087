#include "viewer.hpp"

namespace monitor {
namespace {

using namespace bonito;

template <class T>
Observable<T> follow(Session& session, const Observable<T>& shared, const Observable<bool>& paused) {
  Observable<T> mine;
  const auto tell = [=](const T& value) {
    if (!paused.get()) mine.set(value);
  };
  shared.on(session, tell, {.run_now = true, .delivery = Delivery::latest});
  paused.on(session, [=] { tell(shared.get()); });  // resumed: to where the machine is now
  return mine;
}

}  // namespace

Viewer::Viewer(Session& session, const Machine& machine)
    : pulse(follow(session, machine.pulse, paused)),
      figures(follow(session, machine.figures, paused)),
      processes(follow(session, machine.processes, paused)) {}

}  // namespace monitor
