// Elements: by which slots scripts find the elements of a page that the program holds on to.
//
// Owner: the tab's scripts. Thread: the strand. Failure: none.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "bonito/dom/node.hpp"

namespace bonito::detail {

class Elements {
 public:
  // `owner`: the session that it stands on the page for.
  void add(const Node& element, const void* owner, std::uint32_t slot) {
    places_.emplace(element.data().get(), Place{element.data(), owner, slot});
  }
  // Of an element that stands in several places, the newest.
  std::optional<std::uint32_t> slot_of(const Node& element) const {
    std::optional<std::uint32_t> newest;
    const auto [first, last] = places_.equal_range(element.data().get());
    for (auto each = first; each != last; ++each) {
      // Another one may have lived at this address.
      const bool is_it = !each->second.element.expired();
      if (is_it && (!newest || *newest < each->second.slot)) newest = each->second.slot;
    }
    return newest;
  }
  void forget(const void* owner) {
    std::erase_if(places_, [&](const auto& each) { return each.second.owner == owner; });
  }
  void forget(const std::vector<std::uint32_t>& slots) {  // ascending
    if (places_.empty()) return;
    std::erase_if(places_, [&](const auto& each) { return std::ranges::binary_search(slots, each.second.slot); });
  }
  void clear() { places_.clear(); }

 private:
  struct Place {
    std::weak_ptr<const NodeData> element;
    const void* owner;
    std::uint32_t slot;
  };
  std::unordered_multimap<const NodeData*, Place> places_;
};

}  // namespace bonito::detail
