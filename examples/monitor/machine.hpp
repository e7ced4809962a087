// The machine, as every viewer of this program shares it: one thread samples it and sets these observables.
//
//   Machine machine;                       // the first figures are there at once
//   machine.figures.on(session, [=](const Figures& figures) { … });
//   machine.set_rate(20);                  // samples a second, for everybody
//
// Owner: main(), for longer than the server. Thread: any; the observables are set on the sampling thread.
// Failure: the constructor throws Failure if there is no /proc.
#pragma once
#include <algorithm>
#include <bonito/bonito.hpp>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sampler.hpp"
#include "series.hpp"

namespace monitor {

// What moves with every sample. Paths are for charts of Series::width by Series::height.
struct Pulse {
  double cpu = 0;
  std::vector<double> cpu_per_core;
  std::string cpu_path;
};

// What would be a blur if it moved as fast: four times a second, or slower if the samples are.
struct Figures {
  Totals totals;
  std::string memory_path;
  std::string received_path, sent_path, read_path, written_path;
  double network_scale = 0;  // bytes a second at the chart's upper edge
  double disk_scale = 0;
};

class Machine {
 public:
  static constexpr int slowest = 1, fastest = 20;  // samples a second

  Machine();
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  const std::string name;       // "apollo"
  const std::string system;     // "Linux 6.1.0-18-amd64"
  const std::string processor;  // "AMD Ryzen 7 5800X 8-Core Processor"; may be empty

  const bonito::Observable<Pulse> pulse;
  const bonito::Observable<Figures> figures;
  const bonito::Observable<std::vector<Process>> processes;  // once a second

  bonito::Observable<int> rate() const { return rate_; }
  void set_rate(int samples_a_second) { rate_.set(std::clamp(samples_a_second, slowest, fastest)); }

 private:
  using Clock = std::chrono::steady_clock;

  void run(const std::stop_token& stop);
  void sample(Clock::time_point now);
  Figures figures_of(const Totals& totals, Clock::time_point now) const;

  const bonito::Observable<int> rate_{10};
  Sampler sampler_;
  Series cpu_, memory_, received_, sent_, read_, written_;
  Clock::time_point figures_due_{}, processes_due_{};
  std::mutex mutex_;
  std::condition_variable_any rate_changed_;
  bonito::Subscription hear_rate_;
  std::jthread thread_;  // the last member: it uses the others
};

}  // namespace monitor
