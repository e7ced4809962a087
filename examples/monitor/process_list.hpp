// Which processes a viewer's table shows: those that match, in order, a page of them.
//
//   Query query;                           // the busiest first
//   query.sort_by(Column::memory);         // the largest first; again: the smallest
//   query.filter = "ssh";
//   Page page = page_of(processes, query);
//
// Values and pure functions, for any thread.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "sampler.hpp"

namespace monitor {

enum class Column { pid, name, user, cpu, memory, threads, state };

struct Query {
  Column column = Column::cpu;
  bool descending = true;
  std::string filter = "";  // in the pid, name, command or user; capitals do not matter
  std::size_t page = 0;

  // Another column: numbers of interest from the top, all else from the bottom. The same one: reversed.
  void sort_by(Column chosen);
};

struct Page {
  static constexpr std::size_t size = 40;
  std::vector<Process> rows;
  std::size_t first = 0;     // how many stand before it
  std::size_t matching = 0;  // on all pages
  std::size_t all = 0;       // processes

  std::size_t number() const noexcept { return first / size; }
  bool is_first() const noexcept { return first == 0; }
  bool is_last() const noexcept { return first + rows.size() >= matching; }
};

// Of equals the larger is first, then the older pid, so that rows stand still. A page past the end is the last one.
Page page_of(const std::vector<Process>& processes, const Query& query);

}  // namespace monitor
