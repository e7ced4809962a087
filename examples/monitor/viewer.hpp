// Viewer: what one page sees of the machine, until its visitor pauses it.
//
//   Viewer viewer(session, machine);
//   dom::p("CPU ", live(viewer.pulse, [](const Pulse& pulse) { return percent_text(pulse.cpu); }));
//
// The rate belongs to the machine: whoever moves the slider moves it for everybody. Pausing belongs to the
// viewer: nothing is sent to this page any more but what it asks for. The machine goes on, and so do the
// other pages.
//
// Owner: the page's nodes hold these observables; they follow the machine until the session ends.
#pragma once
#include "machine.hpp"

namespace monitor {

struct Viewer {
  Viewer(bonito::Session& session, const Machine& machine);

  const bonito::Observable<bool> paused{false};
  const bonito::Observable<Pulse> pulse;
  const bonito::Observable<Figures> figures;
  const bonito::Observable<std::vector<Process>> processes;
};

// A live value computed from another; it travels only when it is a new one.
template <class T, class F>
auto live(const bonito::Observable<T>& from, F compute) {
  return from.map(compute).distinct();
}

}  // namespace monitor
