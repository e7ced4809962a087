#include "process_list.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace monitor {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool matches(const Process& process, const std::string& wanted) {
  const auto has = [&](std::string_view text) { return lower(text).find(wanted) != std::string::npos; };
  return has(std::to_string(process.pid)) || has(process.name) || has(process.command) || has(process.user);
}

template <class T>
int compare(const T& left, const T& right) {
  return left < right ? -1 : right < left ? 1 : 0;
}

int compare(Column column, const Process& left, const Process& right) {
  switch (column) {
    case Column::pid: return compare(left.pid, right.pid);
    case Column::name: return compare(lower(left.name), lower(right.name));
    case Column::user: return compare(left.user, right.user);
    case Column::cpu: return compare(left.cpu, right.cpu);
    case Column::memory: return compare(left.memory_bytes, right.memory_bytes);
    case Column::threads: return compare(left.threads, right.threads);
    case Column::state: return compare(left.state, right.state);
  }
  return 0;
}

}  // namespace

void Query::sort_by(Column chosen) {
  const bool from_the_top = chosen == Column::cpu || chosen == Column::memory || chosen == Column::threads;
  descending = chosen == column ? !descending : from_the_top;
  column = chosen;
  page = 0;
}

Page page_of(const std::vector<Process>& processes, const Query& query) {
  const std::string wanted = lower(query.filter);
  std::vector<const Process*> found;
  for (const Process& process : processes) {
    if (wanted.empty() || matches(process, wanted)) found.push_back(&process);
  }
  std::sort(found.begin(), found.end(), [&](const Process* left, const Process* right) {
    if (const int order = compare(query.column, *left, *right)) return (order < 0) != query.descending;
    return std::tie(right->memory_bytes, left->pid) < std::tie(left->memory_bytes, right->pid);
  });

  Page page;
  page.all = processes.size();
  page.matching = found.size();
  const std::size_t last_page = found.empty() ? 0 : (found.size() - 1) / Page::size;
  page.first = std::min(query.page, last_page) * Page::size;
  const std::size_t end = std::min(page.first + Page::size, found.size());
  for (std::size_t i = page.first; i < end; ++i) page.rows.push_back(*found[i]);
  return page;
}

}  // namespace monitor
