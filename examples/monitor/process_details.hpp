// Everything that is known of one process, as long as one is selected.
#pragma once
#include "viewer.hpp"

namespace monitor {

// `selected` is its pid, or 0.
bonito::Node process_details(const Viewer& viewer, const bonito::Observable<int>& selected);

}  // namespace monitor
