#include "sampler.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "bonito/base/error.hpp"

namespace monitor {
namespace {

std::uint64_t growth(std::uint64_t before, std::uint64_t after) { return after > before ? after - before : 0; }

double busy_share(const proc::CpuTimes& before, const proc::CpuTimes& after) {
  const auto total = growth(before.total, after.total);
  if (total == 0) return 0;
  return std::min(1.0, static_cast<double>(growth(before.busy, after.busy)) / static_cast<double>(total));
}

// Bytes a second. Only what both readings know counts: a disk that was just plugged in brings its past along.
struct Rate {
  double in = 0;
  double out = 0;
};
Rate rate(const std::vector<proc::Counter>& before, const std::vector<proc::Counter>& after, double seconds) {
  Rate sum;
  if (seconds <= 0) return sum;
  for (const auto& counter : after) {
    const auto old = std::find_if(before.begin(), before.end(), [&](const auto& c) { return c.name == counter.name; });
    if (old == before.end()) continue;
    sum.in += static_cast<double>(growth(old->in, counter.in)) / seconds;
    sum.out += static_cast<double>(growth(old->out, counter.out)) / seconds;
  }
  return sum;
}

double seconds_between(Sampler::Time before, Sampler::Time after) {
  return std::chrono::duration<double>(after - before).count();
}

double ticks_per_second() {
  static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return ticks;
}

}  // namespace

Sampler::Sampler(const std::string& root, std::chrono::milliseconds window)
    : root_(opendir(root.c_str())), window_(window) {
  using bonito::Errc, bonito::Error, bonito::Failure;
  if (!root_) {
    throw Failure(Error{Errc::io, "Cannot open " + root + " (" + std::strerror(errno) + "); is it mounted?"});
  }
  const auto stat = proc::parse_stat(read_file("stat"));
  if (stat.boot_time == 0) {
    throw Failure(Error{Errc::io, root + "/stat does not say when the machine started; is this Linux's /proc?"});
  }
  boot_time_ = std::chrono::system_clock::time_point{std::chrono::seconds{stat.boot_time}};
}

std::string_view Sampler::read_file(const char* path, std::size_t limit) {
  const int file = openat(dirfd(root_.get()), path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::size_t size = 0;
  ssize_t got = 0;
  do {
    size += static_cast<std::size_t>(got);
    if (buffer_.size() < size + 4096) buffer_.resize(size + 16384);
    got = read(file, buffer_.data() + size, std::min(buffer_.size(), limit) - size);
  } while (got > 0);
  close(file);
  return got < 0 ? std::string_view{} : std::string_view(buffer_).substr(0, size);
}

Totals Sampler::read_totals(Time now) {
  readings_.push_back({now, proc::parse_stat(read_file("stat")), proc::parse_diskstats(read_file("diskstats")),
                       proc::parse_net_dev(read_file("net/dev"))});
  while (readings_.size() > 2 && now - readings_[1].time >= window_) readings_.pop_front();
  const Reading& before = readings_.front();
  const Reading& after = readings_.back();

  Totals totals;
  totals.time = std::chrono::system_clock::now();
  totals.cpu = busy_share(before.stat.all, after.stat.all);
  totals.cpu_per_core.resize(after.stat.cores.size());
  if (before.stat.cores.size() == after.stat.cores.size()) {
    std::transform(before.stat.cores.begin(), before.stat.cores.end(), after.stat.cores.begin(),
                   totals.cpu_per_core.begin(), busy_share);
  }
  const double seconds = seconds_between(before.time, after.time);
  const Rate disk = rate(before.disks, after.disks, seconds);
  const Rate network = rate(before.networks, after.networks, seconds);
  totals.disk_read = disk.in;
  totals.disk_written = disk.out;
  totals.network_received = network.in;
  totals.network_sent = network.out;
  totals.memory = proc::parse_meminfo(read_file("meminfo"));
  totals.load = proc::parse_loadavg(read_file("loadavg"));
  totals.uptime = proc::parse_uptime(read_file("uptime"));
  return totals;
}

std::vector<Process> Sampler::read_processes(Time now) {
  static const auto page_size = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  using SystemDuration = std::chrono::system_clock::duration;
  ++round_;
  std::vector<Process> processes;
  processes.reserve(known_.size() + 16);
  rewinddir(root_.get());
  while (const dirent* entry = readdir(root_.get())) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;  // no process
    const auto stat = proc::parse_process_stat(read_file((std::string(entry->d_name) + "/stat").c_str()));
    if (!stat) continue;
    Known& known = known_process(*stat, now);
    Process process;
    process.pid = stat->pid;
    process.parent = stat->parent;
    process.name = stat->name;
    process.command = known.command;
    process.user = known.user;
    process.state = stat->state;
    process.threads = stat->threads;
    process.nice = stat->nice;
    process.cpu = known.cpu;
    process.memory_bytes = stat->resident_pages * page_size;
    process.started = boot_time_ + std::chrono::duration_cast<SystemDuration>(std::chrono::duration<double>(
                                       static_cast<double>(stat->start_ticks) / ticks_per_second()));
    processes.push_back(std::move(process));
  }
  std::erase_if(known_, [&](const auto& item) { return item.second.round != round_; });
  return processes;
}

Sampler::Known& Sampler::known_process(const proc::ProcessStat& stat, Time now) {
  const auto [entry, is_new] = known_.try_emplace(stat.pid);
  Known& known = entry->second;
  known.round = round_;
  const bool other_process = is_new || known.start_ticks != stat.start_ticks;
  if (other_process) {
    known.start_ticks = stat.start_ticks;
    known.since = now;
    known.cpu_ticks = stat.cpu_ticks;
    known.cpu = 0;
  }
  const bool window_is_over = now - known.since >= window_;
  // A process that runs another program keeps its pid, and maybe its name: it is asked again, now and then.
  if (other_process || known.name != stat.name || window_is_over) {
    const std::string folder = std::to_string(stat.pid);
    known.name = stat.name;
    known.user = user_name(proc::parse_effective_user(read_file((folder + "/status").c_str())));
    known.command = proc::parse_cmdline(read_file((folder + "/cmdline").c_str(), 4096));
    if (known.command.empty()) known.command = "[" + stat.name + "]";
  }
  if (window_is_over) {
    const double ticks = static_cast<double>(growth(known.cpu_ticks, stat.cpu_ticks));
    known.cpu = ticks / ticks_per_second() / seconds_between(known.since, now);
    known.since = now;
    known.cpu_ticks = stat.cpu_ticks;
  }
  return known;
}

std::string Sampler::user_name(uid_t user) {
  const auto [entry, is_new] = users_.try_emplace(user);
  if (is_new) {
    passwd record{};
    passwd* found = nullptr;
    std::array<char, 4096> text{};
    getpwuid_r(user, &record, text.data(), text.size(), &found);
    entry->second = found ? proc::printable(found->pw_name) : std::to_string(user);
  }
  return entry->second;
}

}  // namespace monitor
