// The page's parts that show the machine: its head with the controls, and the vital signs.
#pragma once
#include "viewer.hpp"

namespace monitor {

bonito::Node masthead(const Viewer& viewer, Machine& machine);
bonito::Node vital_signs(const Viewer& viewer, const Machine& machine);

}  // namespace monitor
