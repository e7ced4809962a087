// Tree: what a region shows in the browser, and how that becomes something else.
//
//   Tree tree;
//   std::string html = tree.begin(node, slots, around);     // as it is first sent
//   auto old = tree.become(other, slots, around, patch);    // the steps from what it shows to this
//   tree.again(slots, around);                              // as it is to be now, for a page that has lost it
//   forget(tree.gone());                                    // slots of what went with the last change
//
// Owner: the region's binding. Thread: the session's strand. Failure: what the writer and the program's own functions
// throw; then the tree is as good as empty, and whoever has it forgets all its slots.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dom/patch.hpp"
#include "dom/shown.hpp"
#include "dom/tree_slots.hpp"

namespace bonito::detail {

class Tree {
 public:
  std::string begin(Node content, TreeSlots& slots, Surroundings around);
  // Appends to `patch`, which the caller begins and finishes. Gives back what it showed before: freeing a large content
  // takes longer than comparing it, so it may wait until the patch is on its way.
  [[nodiscard]] std::shared_ptr<const void> become(Node content, TreeSlots& slots, Surroundings around, Patch& patch);
  std::string again(TreeSlots& slots, Surroundings around) const;
  std::vector<std::uint32_t> gone() { return std::exchange(gone_, {}); }  // in any order
  void clear();

 private:
  using Content = std::shared_ptr<const std::vector<Child>>;
  Content content_;
  std::vector<Shown> shown_;
  std::vector<std::uint32_t> gone_;
};

}  // namespace bonito::detail
