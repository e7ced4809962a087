#include "machine.hpp"

#include <algorithm>
#include <fstream>

namespace monitor {
namespace {

using namespace std::chrono_literals;
constexpr auto figures_every = 250ms;
constexpr auto processes_every = 1s;

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return proc::printable(line);
}

std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("model name")) return proc::printable(line.substr(std::min(line.find(": ") + 2, line.size())));
  }
  return "";
}

// The next power of two above the peak, so that a chart's scale changes seldom.
double scale_for(double peak) {
  double scale = 64 * 1024;
  while (scale < peak) scale *= 2;
  return scale;
}

}  // namespace

Machine::Machine()
    : name(first_line("/proc/sys/kernel/hostname")),
      system(first_line("/proc/sys/kernel/ostype") + " " + first_line("/proc/sys/kernel/osrelease")),
      processor(processor_name()) {
  // A rate needs two readings: the first page shall have some.
  sampler_.read_totals();
  sampler_.read_processes();
  std::this_thread::sleep_for(30ms);
  sample(Clock::now());
  processes_due_ = Clock::now() + processes_every / 2;
  hear_rate_ = rate_.on([this] {
    const std::lock_guard lock(mutex_);
    rate_changed_.notify_one();
  });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Machine::~Machine() = default;

void Machine::run(const std::stop_token& stop) {
  const auto interval = [](int rate) { return Clock::duration(1s) / rate; };
  auto last = Clock::now();
  while (!stop.stop_requested()) {
    int rate = rate_.get();
    {
      std::unique_lock lock(mutex_);
      for (; Clock::now() < last + interval(rate) && !stop.stop_requested(); rate = rate_.get()) {
        rate_changed_.wait_until(lock, stop, last + interval(rate), [&] { return rate_.get() != rate; });
      }
    }
    const auto now = Clock::now();
    const auto due = last + interval(rate);
    last = now - due < interval(rate) ? due : now;  // in step, unless this thread fell behind
    sample(now);
  }
}

void Machine::sample(Clock::time_point now) {
  const Totals totals = sampler_.read_totals(now);
  cpu_.add(now, totals.cpu);
  memory_.add(now, static_cast<double>(totals.memory.used));
  received_.add(now, totals.network_received);
  sent_.add(now, totals.network_sent);
  read_.add(now, totals.disk_read);
  written_.add(now, totals.disk_written);

  bonito::batch([&] {
    pulse.set({totals.cpu, totals.cpu_per_core, cpu_.path(now, 1)});
    if (now >= figures_due_) {
      figures.set(figures_of(totals, now));
      figures_due_ = now + figures_every - 10ms;  // the sample nearest to it, not the one after
    }
    if (now >= processes_due_) {
      processes.set(sampler_.read_processes(now));
      processes_due_ = now + processes_every - 10ms;
    }
  });
}

Figures Machine::figures_of(const Totals& totals, Clock::time_point now) const {
  const double network = scale_for(std::max(received_.peak(), sent_.peak()));
  const double disk = scale_for(std::max(read_.peak(), written_.peak()));
  Figures made;
  made.totals = totals;
  made.memory_path = memory_.path(now, static_cast<double>(totals.memory.total));
  made.received_path = received_.path(now, network);
  made.sent_path = sent_.path(now, network);
  made.read_path = read_.path(now, disk);
  made.written_path = written_.path(now, disk);
  made.network_scale = network;
  made.disk_scale = disk;
  return made;
}

}  // namespace monitor
