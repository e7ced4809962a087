// The table of processes, and the details of the one that is selected. What a viewer sorts, filters and
// selects is theirs alone.
//
// A page has a fixed number of rows; what stands in them changes, and only cells that changed travel.
#pragma once
#include "viewer.hpp"

namespace monitor {

bonito::Node process_table(const Viewer& viewer);

}  // namespace monitor
