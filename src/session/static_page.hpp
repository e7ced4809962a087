// A page that no line connects to its program: NoConnection's, say. All that it is told stands in the page itself, so
// that its scripts run; what they and the visitor do, nobody hears.
//
// Thread: the strand. Failure: a value that cannot be encoded is left out, as on a line.
#pragma once
#include <vector>

#include "bonito/dom/attribute.hpp"

namespace bonito::detail {

class Tab;

// For the element that tells the client who the page is; none if there is nothing to be told, so no client is needed.
std::vector<Attribute> told_at_once(Tab& tab);

}  // namespace bonito::detail
