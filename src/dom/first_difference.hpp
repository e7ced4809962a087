// FirstDifference: whether two elements say the same to the letter, and if not, between which of their children.
//
//   FirstDifference first;
//   if (const auto differing = first.in(before, now)) …  // they differ, in differing->of(now.children) at most
//
// Whoever then looks at the children that differ is told from the same walk: of elements in elements, each is walked
// through once or twice.
//
// Owner: the caller; nodes that it was asked about live as long as it does. Thread: the caller's.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "dom/node_data.hpp"

namespace bonito::detail {

// All children but these elements, which are the same.
struct Differing {
  std::size_t first = 0;  // that both begin with
  std::size_t last = 0;   // that both end with

  std::span<const Child> of(const std::vector<Child>& children) const {
    return std::span(children).subspan(first, children.size() - first - last);
  }
  std::span<const Child> before(const std::vector<Child>& children) const { return std::span(children).first(first); }
  std::span<const Child> after(const std::vector<Child>& children) const { return std::span(children).last(last); }
};

class FirstDifference {
 public:
  // Nothing: they are the same, and nothing in them lives or is known to scripts.
  std::optional<Differing> in(const NodeData& before, const NodeData& now);

 private:
  bool are_same(const NodeData& before, const NodeData& now);
  bool are_same(const Child& before, const Child& now);

  struct Step {
    const NodeData* before;
    const NodeData* now;
    std::size_t elements;  // that both begin with
    std::size_t same;      // children, which go on after them
    bool is_in_child;      // the next child differs
  };
  std::size_t same_at_end(const Step& step);

  std::vector<Step> way_;  // to where they differ, from the inmost out
};

}  // namespace bonito::detail
