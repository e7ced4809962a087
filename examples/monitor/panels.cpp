#include "panels.hpp"

#include "chart.hpp"
#include "format.hpp"

namespace monitor {
namespace {

using namespace bonito;
using namespace std::chrono_literals;

// A live text made of the newest totals.
template <class F>
Observable<std::string> total(const Viewer& viewer, F text) {
  return live(viewer.figures, [text](const Figures& figures) { return std::string(text(figures.totals)); });
}
Observable<std::string> path(const Viewer& viewer, std::string Figures::*member) {
  return live(viewer.figures, [member](const Figures& figures) { return figures.*member; });
}
Observable<std::string> scale(const Viewer& viewer, double Figures::*member) {
  return live(viewer.figures, [member](const Figures& figures) { return rate_text(figures.*member); });
}

Node core(const Viewer& viewer, std::size_t number) {
  const auto share = live(viewer.pulse, [number](const Pulse& pulse) {
    return number < pulse.cpu_per_core.size() ? pulse.cpu_per_core[number] : 0.0;
  });
  return dom::li(dom::span(number), bar(share), dom::span(live(share, percent_text)));
}

Node cpu_panel(const Viewer& viewer, const Machine& machine) {
  const auto cores = viewer.pulse.snapshot()->cpu_per_core.size();
  std::vector<Node> bars;
  for (std::size_t i = 0; i < cores; ++i) bars.push_back(core(viewer, i));
  const auto cpu_path = live(viewer.pulse, [](const Pulse& pulse) { return pulse.cpu_path; });
  return dom::section(
      "class"_a = "panel", "id"_a = "cpu",
      dom::header(dom::h2("CPU"),
                  dom::strong(live(viewer.pulse, [](const Pulse& pulse) { return percent_text(pulse.cpu); })),
                  dom::span("class"_a = "note", cores, cores == 1 ? " core" : " cores",
                            machine.processor.empty() ? "" : " · " + machine.processor)),
      chart("CPU, the last two minutes", Observable("100 %"), {{"cpu", cpu_path}}), dom::ul("class"_a = "cores", bars));
}

Node memory_panel(const Viewer& viewer) {
  const auto bytes = [](std::uint64_t count) { return bytes_text(static_cast<double>(count)); };
  const auto all = total(viewer, [=](const Totals& t) { return bytes(t.memory.total); });
  const auto swap = [=](const Totals& t) {
    if (t.memory.swap_total == 0) return std::string("no swap");
    return "swap " + bytes(t.memory.swap_used) + " of " + bytes(t.memory.swap_total);
  };
  return dom::section(
      "class"_a = "panel", "id"_a = "memory",
      dom::header(dom::h2("Memory"), dom::strong(total(viewer, [=](const Totals& t) { return bytes(t.memory.used); })),
                  dom::span("class"_a = "note", "of ", all, " · ", total(viewer, swap))),
      chart("Memory in use, the last two minutes", all, {{"memory", path(viewer, &Figures::memory_path)}}));
}

Node flow(std::string_view style, std::string_view label, const Observable<std::string>& rate) {
  return dom::span("class"_a = style, label, " ", dom::strong(rate));
}

Node network_panel(const Viewer& viewer) {
  return dom::section(
      "class"_a = "panel", "id"_a = "network", dom::header(dom::h2("Network")),
      chart("Network, the last two minutes", scale(viewer, &Figures::network_scale),
            {{"received", path(viewer, &Figures::received_path)}, {"sent", path(viewer, &Figures::sent_path)}}),
      dom::footer(flow("received", "in", total(viewer, [](const Totals& t) { return rate_text(t.network_received); })),
                  flow("sent", "out", total(viewer, [](const Totals& t) { return rate_text(t.network_sent); }))));
}

Node disk_panel(const Viewer& viewer) {
  return dom::section(
      "class"_a = "panel", "id"_a = "disk", dom::header(dom::h2("Disk")),
      chart("Disk, the last two minutes", scale(viewer, &Figures::disk_scale),
            {{"read", path(viewer, &Figures::read_path)}, {"written", path(viewer, &Figures::written_path)}}),
      dom::footer(flow("read", "read", total(viewer, [](const Totals& t) { return rate_text(t.disk_read); })),
                  flow("written", "write", total(viewer, [](const Totals& t) { return rate_text(t.disk_written); }))));
}

Node fact(std::string_view name, const Observable<std::string>& value) {
  return dom::div("id"_a = name, dom::dt(name), dom::dd(value));
}

Node rate_slider(Machine& machine) {
  const auto rate = machine.rate();
  return dom::label(
      "Rate ",
      dom::input("type"_a = "range", "min"_a = Machine::slowest, "max"_a = Machine::fastest, "value"_a = rate,
                 on_input([&machine](int chosen) { machine.set_rate(chosen); }, {.throttle = 50ms})),
      dom::output(rate, " Hz"));
}

Node pause_button(const Viewer& viewer) {
  return dom::button("type"_a = "button", "class"_a = "pause",
                     live(viewer.paused, [](bool on) { return std::string(on ? "Resume" : "Pause"); }),
                     on_click([paused = viewer.paused] { paused.update([](bool& on) { on = !on; }); }));
}

}  // namespace

Node masthead(const Viewer& viewer, Machine& machine) {
  const auto load = [](const Totals& t) {
    return fixed_text(t.load.one, 2) + " " + fixed_text(t.load.five, 2) + " " + fixed_text(t.load.fifteen, 2);
  };
  return dom::header("class"_a = "masthead", dom::h1(machine.name), dom::p(machine.system),
                     dom::dl(fact("uptime", total(viewer, [](const Totals& t) { return uptime_text(t.uptime); })),
                             fact("load", total(viewer, load))),
                     dom::div("class"_a = "controls", rate_slider(machine), pause_button(viewer)));
}

Node vital_signs(const Viewer& viewer, const Machine& machine) {
  return dom::div("class"_a = "vitals", cpu_panel(viewer, machine), memory_panel(viewer), network_panel(viewer),
                  disk_panel(viewer));
}

}  // namespace monitor
