// Derived: an observable whose value is a function of others. It is brought up to date in two ways: a
// change of an input is pushed to it, in order of height, and whoever reads it pulls.
//
// Owner: its handles, and what is derived from it. It holds its inputs, and they hold it weakly; with
// Hold::weakly it does not hold them either.
// Thread: one thread computes at a time, under the compute lock. A thread holds one such lock while it
// computes, and does not wait for another one meanwhile.
// Failure: the function's exception is kept for the set() that told of the change.
#pragma once
#include <exception>
#include <unordered_map>

#include "reactive/source.hpp"

namespace bonito::detail {

class Derived final : public Source {
 public:
  Derived(std::span<const SourcePtr> inputs, Hold hold, std::unique_ptr<Compute> function, const std::type_info& type);
  ~Derived() override;

  void start();  // once: joins the graph and computes; throws what the function throws
  bool started() const noexcept { return started_; }
  void refresh();  // brings it up to date with its inputs
  bool is_up_to_date() const noexcept { return checked_ >= graph_moment; }
  void expire();  // compute at the next refresh even if no input has changed
  void keep();    // the inputs hold it from now on
  using Source::take_change;
  std::exception_ptr take_error() noexcept;

 private:
  struct Input {
    SourcePtr strong;            // one of
    std::weak_ptr<Source> weak;  // these
    std::uint64_t used = 0;      // the version that the value was computed from
    SourcePtr lock() const { return strong ? strong : weak.lock(); }
  };
  // What was read of the inputs. It is dropped without the compute lock, for values may own anything.
  struct Readings {
    std::vector<Frozen> values;
    std::vector<std::uint64_t> versions;
    Frozen before;
    bool fresh = true;  // were they up to date?
  };
  using NodePtr = std::shared_ptr<Derived>;
  using Seen = std::unordered_map<const Derived*, std::vector<std::uint64_t>>;
  enum class Outcome { done, look_again };

  std::vector<NodePtr> stale_inputs(std::uint64_t moment) const;
  Outcome refresh_from_inputs(std::uint64_t moment, Seen* seen);
  Readings read_inputs(std::uint64_t moment) const;
  bool is_new(const Readings& readings) const noexcept;
  void compute(Readings& readings);
  bool is_computed_here() const noexcept;

  std::mutex compute_mutex_;
  std::vector<Input> inputs_;
  std::unique_ptr<Compute> function_;
  std::mutex error_mutex_;
  std::exception_ptr error_;
  std::atomic<std::uint64_t> checked_{0};  // the graph's moment at which it was up to date
  std::atomic<bool> expired_{false};
  std::atomic<bool> started_{false};
};

}  // namespace bonito::detail
