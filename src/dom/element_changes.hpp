// What differs between two elements that are alike, but for their children: attributes, and what feeds their slots.
//
// Thread: the session's strand. Failure: what the program's own attributes throw.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "dom/patch.hpp"
#include "dom/shown.hpp"
#include "dom/start_tag.hpp"
#include "dom/tree_slots.hpp"

namespace bonito::detail {

// What a <select> shows, if it says so.
struct Choice {
  std::uint32_t slot = 0;           // that says it; 0: it is not live
  std::optional<std::string> text;  // that is fixed
};

// The patch's cursor is before the element.
Choice change_element(Shown& shown, const NodeData& before, const NodeData& now, const Place& place, TreeSlots& slots,
                      Patch& patch);

}  // namespace bonito::detail
