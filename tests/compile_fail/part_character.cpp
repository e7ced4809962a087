// error: a part of a tag is an attribute, an event handler or a child
#include "bonito/dom/html.hpp"

using namespace bonito;
auto node = dom::div('x');
