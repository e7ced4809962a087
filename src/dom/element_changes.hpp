// What differs between two elements that are alike, but for their children: attributes, and what feeds their slots.
//
// Thread: the session's strand. Failure: what the program's own attributes throw.
#pragma once
#include <cstdint>
#include <optional>

#include "dom/patch.hpp"
#include "dom/shown.hpp"
#include "dom/start_tag.hpp"
#include "dom/tree_slots.hpp"

namespace bonito::detail {

// The patch's cursor is before the element. Gives back the slot of what a <select> has chosen, if that is live.
std::optional<std::uint32_t> change_element(Shown& shown, const NodeData& before, const NodeData& now,
                                            const Place& place, TreeSlots& slots, Patch& patch);

}  // namespace bonito::detail
