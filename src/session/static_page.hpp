// A page that no line connects to its program: NoConnection's, say. All that it is told stands in the page itself, so
// that its scripts run; what they and the visitor do, nobody hears.
//
// Thread: the strand. Failure: a value that cannot be encoded is left out, as on a line.
#pragma once
#include <vector>

#include "bonito/dom/attribute.hpp"

namespace bonito::detail {

class Tab;

// For the element that tells the client who the page is; none if no client is needed: there is nothing to be told, and
// there are no scripts of the program's that may use it.
std::vector<Attribute> told_at_once(Tab& tab, bool has_scripts);

}  // namespace bonito::detail
