// Trial: one connection's way through the checks: what is asked of it, what is found.
//
// Owner and thread: the call of Conformance::report(). Failure: a sentence among the findings.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bonito/testing/conformance.hpp"
#include "testing/bench.hpp"

namespace bonito::testing {

inline constexpr std::string_view down = "from the program to the page";
inline constexpr std::string_view up = "from the page to the program";

// How the line is cut, and when the page may open it again; empty where that cannot be said.
struct Cutter {
  std::function<void()> cut;
  std::function<void()> go_on;
};

class Trial {
 public:
  Trial(std::shared_ptr<Bench> bench, const ConformanceOptions& chosen, Cutter how, ConformanceReport& results)
      : options(chosen), cutter(std::move(how)), bench_(std::move(bench)), report_(results) {}

  void find(std::optional<std::string> sentence) {
    if (sentence) report_.findings.push_back(std::move(*sentence));
  }
  void remark(std::string sentence) { report_.remarks.push_back(std::move(sentence)); }

  // Runs a check, and sees whether the line still works; opens a new one if not. Once there is none, checks are passed
  // over.
  void check(std::string_view name, void (*body)(Trial&));

  // Waits while the line is congested. False, and a finding, if it takes no more.
  bool send(Payload frame);
  // As send(), each of these sizes.
  bool send_all(std::uint32_t seed, const Sizes& sizes);
  // Tells the page to do something, and waits for its answer; nothing, and a finding, if there is none. The name, and
  // what else it is told.
  std::optional<Value::List> ask(std::string_view name, Value::List more = {});
  std::optional<std::int64_t> tell(std::string_view name, Value::List more = {});
  std::optional<Value::List> answer(std::int64_t id, std::string_view name);

  struct Page {
    Digests came;    // since it was last asked,
    Digests before;  // and on the line before this one
    std::int64_t openings = 0;
    std::int64_t closings = 0;
  };
  std::optional<Page> ask_page();
  bool wait_for_opening(std::size_t openings);

  // One that no frame of this trial has been made from.
  std::uint32_t next_seed() noexcept { return ++seed_; }
  Bench& bench() const noexcept { return *bench_; }
  std::chrono::milliseconds patience() const noexcept { return options.patience; }
  std::string seconds() const;  // the patience, in words

  const ConformanceOptions& options;
  const Cutter cutter;

 private:
  bool works();
  void find_errors(const Value::List& said);

  const std::shared_ptr<Bench> bench_;
  ConformanceReport& report_;
  std::uint32_t seed_ = 0;
  std::int64_t last_id_ = 0;
  bool is_over_ = false;
};

Digests digests_of(std::uint32_t seed, const Sizes& sizes);

// The checks, in their order.
void check_opening(Trial& trial);
void check_sizes_down(Trial& trial);
void check_sizes_up(Trial& trial);
void check_bursts(Trial& trial);
void check_threads(Trial& trial);
void check_congestion(Trial& trial);
void check_holding_back(Trial& trial);
bool has_second_way(Bench& bench);
void check_second_way(Trial& trial);
void check_closing(Trial& trial);
void check_cut(Trial& trial);
void check_end(Trial& trial);

}  // namespace bonito::testing
