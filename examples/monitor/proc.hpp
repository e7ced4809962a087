// What the files of /proc say: text in, values out. See proc(5) for the files.
//
//   Memory memory = proc::parse_meminfo("MemTotal:  32768 kB\nMemAvailable:  16384 kB\n");
//
// Pure functions, for any thread. Failure: none; a number that is malformed reads as 0, and what is missing
// keeps its default.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace monitor {

struct Memory {  // bytes
  std::uint64_t total = 0;
  std::uint64_t available = 0;
  std::uint64_t used = 0;  // what is not available
  std::uint64_t swap_total = 0;
  std::uint64_t swap_used = 0;
};

struct Load {  // runnable processes, averaged over so many minutes
  double one = 0;
  double five = 0;
  double fifteen = 0;
};

namespace proc {

struct CpuTimes {  // in ticks, since the machine started
  std::uint64_t busy = 0;
  std::uint64_t total = 0;
};
struct Stat {
  CpuTimes all;
  std::vector<CpuTimes> cores;
  std::uint64_t boot_time = 0;  // seconds since 1970
};
struct Counter {  // bytes in and out of a disk or a network interface, since it appeared
  std::string name;
  std::uint64_t in = 0;
  std::uint64_t out = 0;
};
struct ProcessStat {
  int pid = 0;
  std::string name;
  char state = '?';
  int parent = 0;
  std::uint64_t cpu_ticks = 0;
  int nice = 0;
  int threads = 0;
  std::uint64_t start_ticks = 0;  // since the machine started
  std::uint64_t resident_pages = 0;
};

Stat parse_stat(std::string_view text);
Memory parse_meminfo(std::string_view text);
Load parse_loadavg(std::string_view text);
std::chrono::seconds parse_uptime(std::string_view text);
// Whole disks only: no partitions, and nothing that stands on another disk or in memory.
std::vector<Counter> parse_diskstats(std::string_view text);
std::vector<Counter> parse_net_dev(std::string_view text);
std::optional<ProcessStat> parse_process_stat(std::string_view text);
uid_t parse_effective_user(std::string_view status);
std::string parse_cmdline(std::string_view text);

// The text as valid UTF-8 without control characters: processes name themselves as they like.
std::string printable(std::string_view text);

}  // namespace proc
}  // namespace monitor
