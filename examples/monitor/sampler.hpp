// The vital signs of this machine, read from /proc.
//
//   Sampler sampler;
//   Totals totals = sampler.read_totals();                      // cheap: many times a second
//   std::vector<Process> processes = sampler.read_processes();  // dearer: once or twice a second
//
// The kernel counts; a rate is the difference between two readings. It counts CPU time in hundredths of a
// second, so a rate is taken over the last `window`, not since the previous call: it would move in steps.
// The first reading has no rates (they are 0); a counter that wraps or starts again gives 0, never less.
//
// Owner: whoever holds it; it keeps one directory open. Thread: one at a time. Failure: the constructor
// throws Failure if there is no /proc; a process that ends while it is read is left out, and a file that
// this kernel does not have reads as zeros.
#pragma once
#include <dirent.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proc.hpp"

namespace monitor {

struct Totals {
  std::chrono::system_clock::time_point time;
  double cpu = 0;  // the share of all cores that is busy, 0 to 1
  std::vector<double> cpu_per_core;
  Memory memory;
  Load load;
  double disk_read = 0;  // bytes a second, all disks
  double disk_written = 0;
  double network_received = 0;  // bytes a second, all interfaces but the loopback
  double network_sent = 0;
  std::chrono::seconds uptime{0};
};

struct Process {
  int pid = 0;
  int parent = 0;
  std::string name;     // at most 15 bytes, as the kernel keeps it
  std::string command;  // with arguments; [name] for a kernel thread
  std::string user;
  char state = '?';  // R running, S sleeping, D waiting for a disk, Z zombie, T stopped, I idle, ...
  int threads = 0;
  int nice = 0;
  double cpu = 0;                  // in cores: 0.5 is half of one, 2 is two
  std::uint64_t memory_bytes = 0;  // resident
  std::chrono::system_clock::time_point started;
};

class Sampler {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Sampler(const std::string& root = "/proc",
                   std::chrono::milliseconds window = std::chrono::milliseconds{500});

  Totals read_totals(Time now = std::chrono::steady_clock::now());
  std::vector<Process> read_processes(Time now = std::chrono::steady_clock::now());

 private:
  struct Reading {
    Time time;
    proc::Stat stat;
    std::vector<proc::Counter> disks;
    std::vector<proc::Counter> networks;
  };
  // What is known of a process from earlier readings.
  struct Known {
    std::uint64_t start_ticks;  // with the pid, tells that it is the same process still
    std::string name;           // when it changes, the process runs another program
    std::string command;
    std::string user;
    Time since;  // the reading that cpu is measured from next
    std::uint64_t cpu_ticks;
    double cpu;
    std::uint64_t round;  // the newest round of reading that saw it
  };
  struct CloseDirectory {
    void operator()(DIR* directory) const noexcept { closedir(directory); }
  };

  // The file's first `limit` bytes, valid until the next call; empty if it cannot be read.
  std::string_view read_file(const char* path, std::size_t limit = 1 << 20);
  Known& known_process(const proc::ProcessStat& stat, Time now);
  std::string user_name(uid_t user);

  std::unique_ptr<DIR, CloseDirectory> root_;
  std::chrono::milliseconds window_;
  std::chrono::system_clock::time_point boot_time_;
  std::deque<Reading> readings_;
  std::unordered_map<int, Known> known_;
  std::unordered_map<uid_t, std::string> users_;
  std::uint64_t round_ = 0;
  std::string buffer_;
};

}  // namespace monitor
