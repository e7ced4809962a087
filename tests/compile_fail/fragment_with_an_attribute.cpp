// error: a fragment is no element: it has children only
#include "bonito/dom/html.hpp"

using namespace bonito;
auto node = dom::fragment("id"_a = "x");
