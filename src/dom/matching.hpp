// Matching: which of the parts that are shown stay, as which of those that are wanted.
//
// Parts with a key stay as those with the same key; a Node that is the very same stays wherever it goes; all others as
// the next of their kind. Kinds are told by what cannot change in the browser: a tag, what is live of an element, an
// observable; and an option by its value, as the browser keeps which one is chosen.
//
// Thread: the caller's; it holds no state.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "dom/shown.hpp"

namespace bonito::detail {

// Per part that is wanted, the index of the one that becomes it; nothing: it is new.
using Matches = std::vector<std::optional<std::size_t>>;
Matches match(const std::vector<Shown>& shown, const std::vector<Wanted>& wanted, bool foreign);

// Does none of them come before one that it stood behind?
bool are_in_order(const Matches& matches);

// Of the matches, those whose parts may keep their places while the others move: the longest increasing subsequence.
std::vector<bool> staying(const Matches& matches);

}  // namespace bonito::detail
