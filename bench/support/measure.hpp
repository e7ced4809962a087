// What the programs here share: percentiles, what a process has used, and how a figure is reported.
//
//   report({{"p50", percentile(times, 50), percentile(bare_times, 50)}});   // one line of JSON
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace bonito::bench {

using Clock = std::chrono::steady_clock;

inline double microseconds(Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }
inline double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

// The smallest of the values that at least `percent` of them do not exceed.
double percentile(std::vector<double> values, double percent);

// The slope of the line through the points with the least squares.
double slope(const std::vector<double>& x, const std::vector<double>& y);

std::size_t resident_bytes(pid_t process);

struct Figure {
  std::string_view name;
  double measured;
  std::optional<double> bound = std::nullopt;  // the same by the bare server, in the same run
};
// Prints them to the standard output; run.mjs reads them there.
void report(std::initializer_list<Figure> figures);

// Prints a sentence and ends the program with status 1.
[[noreturn]] void fail(std::string_view sentence);

}  // namespace bonito::bench
