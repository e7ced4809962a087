#include "reactive/propagation.hpp"

#include <algorithm>
#include <queue>

#include "bonito/base/error.hpp"
#include "reactive/derived.hpp"
#include "reactive/first_error.hpp"
#include "reactive/listener.hpp"
#include "reactive/thread.hpp"

namespace bonito::detail {
namespace {

constexpr int max_depth = 64;  // of set()s inside listeners

// A set() on this thread whose listeners are being called.
class Telling {
 public:
  explicit Telling(const Source* set) noexcept : frame_{set, nullptr, this_thread.sets} {
    this_thread.sets = &frame_;
    ++this_thread.depth;
  }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;
  ~Telling() {
    this_thread.sets = frame_.below;
    if (--this_thread.depth <= 1) this_thread.overflowed = false;
  }

  void run(const Round& round, FirstError& error) {
    frame_.round = round.source.get();
    if (!round.is_queued) round.source->queue(round);
    for (const auto& listener : round.listeners.items()) {
      auto result = Propagate::on;
      error.guard([&] { result = listener->deliver(round.change, round.value); });
      if (result == Propagate::stop) break;
    }
  }

 private:
  SetFrame frame_;
};

// "Observable<int> #1 → Observable<double> #2 → Observable<int> #1": the way from where `next` was last
// on it, or the whole way.
std::string describe_cycle(const Source& next) {
  std::vector<const Source*> way{&next};
  for (auto* frame = this_thread.sets; frame; frame = frame->below) {
    if (frame->round) way.push_back(frame->round);
    if (frame->set && frame->set != frame->round) way.push_back(frame->set);
  }
  const auto again = std::find(way.begin() + 1, way.end(), &next);
  if (again != way.end()) way.erase(again + 1, way.end());
  std::string text;
  for (auto source = way.rbegin(); source != way.rend(); ++source) {
    if (!text.empty()) text += " → ";
    text += (*source)->name();
  }
  return text;
}

// After the first failure the listeners that are still to be called fail at once, or each of them would
// walk the cycle again.
void check_depth(const Source& next) {
  if (this_thread.depth <= max_depth && !this_thread.overflowed) return;
  this_thread.overflowed = true;
  throw Failure({Errc::usage, "Observables set each other in a cycle, more than " + std::to_string(max_depth) +
                                  " set()s deep: " + describe_cycle(next) +
                                  ". Break it, for instance with distinct(), or let only one of them set the other."});
}

// Refreshes what derives from the changed sources, and appends a round for each that changed.
class DependentsInOrder {
 public:
  void add(std::shared_ptr<Derived> node) { nodes_.push(std::move(node)); }
  void add_dependents_of(const Source& source) {
    found_.clear();
    source.collect_dependents(found_);
    for (auto& node : found_) nodes_.push(std::move(node));
  }
  void refresh(std::vector<Round>& rounds, FirstError& error) {
    const auto set = rounds.size();
    const bool derived_set =
        std::any_of(rounds.begin(), rounds.end(), [](const Round& round) { return round.source->is_derived(); });
    for (std::shared_ptr<Derived> last; !nodes_.empty();) {
      auto node = nodes_.top();
      nodes_.pop();
      if (node == last) continue;
      last = node;
      if (!node->started()) continue;  // whoever makes it reads what was set
      node->refresh();
      if (auto failure = node->take_error()) error.keep(std::move(failure));
      auto round = node->take_change();
      if (!round.source) continue;
      // Set by hand and then computed, in one batch: the later value is told.
      for (std::size_t i = 0; derived_set && i < set; ++i) {
        if (rounds[i].source == node) rounds[i].listeners = {};
      }
      if (round.has_dependents) add_dependents_of(*node);
      rounds.push_back(std::move(round));
    }
  }

 private:
  struct Later {
    bool operator()(const std::shared_ptr<Derived>& a, const std::shared_ptr<Derived>& b) const noexcept {
      return b->comes_before(*a);
    }
  };
  std::priority_queue<std::shared_ptr<Derived>, std::vector<std::shared_ptr<Derived>>, Later> nodes_;
  std::vector<std::shared_ptr<Derived>> found_;
};

void propagate(std::vector<Round> rounds, DependentsInOrder dependents) {
  Telling telling(rounds.size() == 1 ? rounds.front().source.get() : nullptr);
  FirstError error;
  Deferral by_functions;  // what they set() is told after this change
  for (const auto& round : rounds) {
    if (round.has_dependents) dependents.add_dependents_of(*round.source);
  }
  dependents.refresh(rounds, error);
  auto functions_set = by_functions.end();
  for (const auto& round : rounds) telling.run(round, error);
  error.guard([&] { announce(std::move(functions_set)); });
  error.rethrow();
}

}  // namespace

Round store(const SourcePtr& source, Frozen value, const void* origin) {
  settle(*source);
  const bool later = this_thread.deferral != nullptr;
  if (!later) check_depth(*source);
  return source->store(std::move(value), origin, later);
}

void announce(Round round) {
  if (!round.source) return;
  if (this_thread.deferral) return this_thread.deferral->add(std::move(round));
  if (round.has_dependents) {
    std::vector<Round> rounds;
    rounds.push_back(std::move(round));
    return propagate(std::move(rounds), {});
  }
  Telling telling(round.source.get());
  FirstError error;
  telling.run(round, error);
  error.rethrow();
}

void announce(std::vector<Round> gathered) {
  if (gathered.empty()) return;
  check_depth(*gathered.front().source);
  for (auto& round : gathered) round.listeners = round.source->listeners();
  propagate(std::move(gathered), {});
}

void settle(Source& source) {
  if (!source.is_derived()) return;
  auto& derived = static_cast<Derived&>(source);
  if (derived.is_up_to_date()) return;
  Deferral by_functions;
  derived.refresh();
  announce(by_functions.end());
}

void recompute(const std::shared_ptr<Derived>& node) {
  node->expire();
  DependentsInOrder dependents;
  dependents.add(node);
  propagate({}, std::move(dependents));
}

Deferral::Deferral() noexcept : outermost_(!this_thread.deferral) {
  if (outermost_) this_thread.deferral = this;
}

Deferral::~Deferral() { end(); }

void Deferral::add(Round round) {
  const auto [place, is_new] = places_.try_emplace(round.source.get(), rounds_.size());
  if (is_new) {
    rounds_.push_back(std::move(round));
  } else {
    rounds_[place->second] = std::move(round);
  }
}

std::vector<Round> Deferral::end() {
  if (this_thread.deferral == this) this_thread.deferral = nullptr;
  return std::move(rounds_);
}

}  // namespace bonito::detail
