#include "process_details.hpp"

#include <algorithm>

#include "format.hpp"

namespace monitor {
namespace {

using namespace bonito;

// Without a pid if there is no such process, or no more.
Process find_process(const std::vector<Process>& processes, int pid) {
  const auto found = std::find_if(processes.begin(), processes.end(), [&](const Process& p) { return p.pid == pid; });
  return found == processes.end() ? Process{} : *found;
}

std::string title(const Process& process, int pid) {
  return process.pid == 0 ? "Process " + std::to_string(pid) + " has ended" : process.name;
}

std::string parent(const std::vector<Process>& processes, int pid) {
  const Process found = find_process(processes, find_process(processes, pid).parent);
  return found.pid == 0 ? "–" : std::to_string(found.pid) + " " + found.name;
}

}  // namespace

Node process_details(const Viewer& viewer, const Observable<int>& selected) {
  const auto process = combine(viewer.processes, selected).map(find_process);
  const auto fact = [](std::string_view name, const Observable<std::string>& value) {
    return dom::div(dom::dt(name), dom::dd(value));
  };
  const auto fact_of = [&](std::string_view name, auto text) {
    return fact(
        name, live(process, [text](const Process& p) { return p.pid == 0 ? std::string("–") : std::string(text(p)); }));
  };
  return dom::aside(
      "class"_a = "details", "aria-label"_a = "The selected process",
      "hidden"_a = live(selected, [](int pid) { return pid == 0; }),
      dom::header(dom::h3(combine(process, selected).map(title).distinct()),
                  dom::button("type"_a = "button", "aria-label"_a = "Close", "×", on_click([=] { selected.set(0); }))),
      dom::p("class"_a = "command", live(process, [](const Process& p) { return shortened(p.command, 1000); })),
      dom::dl(fact_of("PID", [](const Process& p) { return std::to_string(p.pid); }),
              fact("Parent", combine(viewer.processes, selected).map(parent).distinct()),
              fact_of("User", [](const Process& p) { return p.user; }),
              fact_of("State", [](const Process& p) { return state_text(p.state); }),
              fact_of("CPU", [](const Process& p) { return fixed_text(p.cpu * 100, 1) + " %"; }),
              fact_of("Memory", [](const Process& p) { return bytes_text(static_cast<double>(p.memory_bytes)); }),
              fact_of("Threads", [](const Process& p) { return std::to_string(p.threads); }),
              fact_of("Nice", [](const Process& p) { return std::to_string(p.nice); }),
              fact_of("Started", [](const Process& p) { return time_text(p.started); })));
}

}  // namespace monitor
