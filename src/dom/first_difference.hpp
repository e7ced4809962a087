// FirstDifference: whether two elements say the same to the letter, and if not, how far they do.
//
//   FirstDifference first;
//   if (const auto same = first.in(before, now)) …  // they differ; so many children that both begin with do not
//
// Whoever then looks at the children that differ is told from the same walk: of elements in elements, each is walked
// through once.
//
// Owner: the caller; nodes that it was asked about live until it was asked about others. Thread: the caller's.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "dom/node_data.hpp"

namespace bonito::detail {

class FirstDifference {
 public:
  // Nothing: they are the same, and nothing in them lives or is known to scripts.
  std::optional<std::size_t> in(const NodeData& before, const NodeData& now);

 private:
  bool are_same(const NodeData& before, const NodeData& now);
  bool are_same(const Child& before, const Child& now);

  struct Step {
    const NodeData* before;
    const NodeData* now;
    std::size_t same;  // children that both begin with
  };
  std::vector<Step> way_;  // to where they differ, from the inmost out
};

}  // namespace bonito::detail
