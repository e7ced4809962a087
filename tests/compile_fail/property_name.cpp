// error: a property has a JavaScript name
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "aria-label"_p = "x";
