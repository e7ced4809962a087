#include "process_table.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "format.hpp"
#include "process_details.hpp"
#include "process_list.hpp"

namespace monitor {
namespace {

using namespace bonito;
using namespace std::chrono_literals;

// What this viewer chose, and what follows from it.
struct Choice {
  Observable<Query> query;
  Observable<int> selected{0};  // a pid: the selection stays with the process, not with the row
  Observable<Page> page;

  explicit Choice(const Viewer& viewer) : page(combine(viewer.processes, query).map(page_of)) {}
};

Node heading(const Choice& choice, Column column, std::string_view label, std::string_view style) {
  const auto order = live(choice.query, [column](const Query& query) {
    return std::string(query.column != column ? "none" : query.descending ? "descending" : "ascending");
  });
  const auto sort = [query = choice.query, column] { query.update([&](Query& now) { now.sort_by(column); }); };
  return dom::th("scope"_a = "col", "class"_a = style, "aria-sort"_a = order,
                 dom::button("type"_a = "button", label, on_click(sort)));
}

// Kernel threads have none, and their name says all.
std::string command(const Process& process) {
  return process.command.starts_with('[') ? "" : shortened(process.command, 100);
}

Node row(const Choice& choice, std::size_t number) {
  const auto cell = [&](auto text) {
    return live(choice.page, [number, text](const Page& page) {
      return number < page.rows.size() ? std::string(text(page.rows[number])) : std::string();
    });
  };
  const auto pid = cell([](const Process& p) { return std::to_string(p.pid); });
  const auto is_selected =
      combine(pid, choice.selected)
          .map([](const std::string& shown, int selected) { return shown == std::to_string(selected); })
          .distinct();
  // The browser says which process the row showed when it was clicked; by now it may show another.
  const auto select = [selected = choice.selected](const Event& event) {
    if (const auto clicked = event.get<std::string>("dataset.pid")) selected.set(std::atoi(clicked->c_str()));
  };
  return dom::tr(
      "data-pid"_a = pid, "data-state"_a = cell([](const Process& p) { return std::string(1, p.state); }),
      "hidden"_a = live(choice.page, [number](const Page& page) { return number >= page.rows.size(); }),
      "aria-current"_a = is_selected, on_click(select, {.fields = {"dataset.pid"}}),  //
      dom::td("class"_a = "pid number", pid),
      dom::td("class"_a = "name", dom::button("type"_a = "button", cell([](const Process& p) { return p.name; })),
              dom::span("class"_a = "command", cell(command))),
      dom::td("class"_a = "user", cell([](const Process& p) { return p.user; })),
      dom::td("class"_a = "cpu number",
              "style"_a = cell([](const Process& p) { return "--share:" + fixed_text(std::min(p.cpu, 1.0), 2); }),
              cell([](const Process& p) { return fixed_text(p.cpu * 100, 1); })),
      dom::td("class"_a = "memory number",
              cell([](const Process& p) { return bytes_text(static_cast<double>(p.memory_bytes)); })),
      dom::td("class"_a = "threads number", cell([](const Process& p) { return std::to_string(p.threads); })),
      dom::td("class"_a = "state", cell([](const Process& p) { return state_text(p.state); })));
}

Node table(const Choice& choice) {
  std::vector<Node> rows;
  for (std::size_t i = 0; i < Page::size; ++i) rows.push_back(row(choice, i));
  return dom::div(
      "class"_a = "scroll",
      dom::table(dom::thead(dom::tr(
                     heading(choice, Column::pid, "PID", "pid number"), heading(choice, Column::name, "Name", "name"),
                     heading(choice, Column::user, "User", "user"), heading(choice, Column::cpu, "CPU %", "cpu number"),
                     heading(choice, Column::memory, "Memory", "memory number"),
                     heading(choice, Column::threads, "Threads", "threads number"),
                     heading(choice, Column::state, "State", "state"))),
                 dom::tbody(rows)));
}

Node filter(const Choice& choice) {
  const auto search = [query = choice.query](std::string text) {
    query.update([&](Query& now) {
      now.filter = std::move(text);
      now.page = 0;
    });
  };
  return dom::input("type"_a = "search", "placeholder"_a = "Filter", "aria-label"_a = "Filter the processes",
                    "title"_a = "In the name, the command, the user or the PID", "autocomplete"_a = "off",
                    "spellcheck"_a = false, on_input(search, {.debounce = 50ms}));
}

std::string position(const Page& page) {
  if (page.rows.empty()) return "none of " + std::to_string(page.all);
  return std::to_string(page.first + 1) + "–" + std::to_string(page.first + page.rows.size()) + " of " +
         std::to_string(page.matching);
}

Node pager(const Choice& choice) {
  const auto turn_to = [query = choice.query](std::size_t page) { query.update([&](Query& now) { now.page = page; }); };
  const auto back = [=, page = choice.page] { turn_to(std::max<std::size_t>(page.get().number(), 1) - 1); };
  const auto on = [=, page = choice.page] { turn_to(page.get().number() + 1); };
  return dom::nav("class"_a = "pager", "aria-label"_a = "Pages", dom::span(live(choice.page, position)),
                  dom::button("type"_a = "button", "aria-label"_a = "Previous page", "‹", on_click(back),
                              "disabled"_a = live(choice.page, [](const Page& page) { return page.is_first(); })),
                  dom::button("type"_a = "button", "aria-label"_a = "Next page", "›", on_click(on),
                              "disabled"_a = live(choice.page, [](const Page& page) { return page.is_last(); })));
}

}  // namespace

Node process_table(const Viewer& viewer) {
  const Choice choice(viewer);
  return dom::section("class"_a = "panel", "id"_a = "processes",
                      dom::header(dom::h2("Processes"), filter(choice), pager(choice)), table(choice),
                      process_details(viewer, choice.selected));
}

}  // namespace monitor
