// error: a part of a tag is an attribute, an event handler or a child
#include "bonito/dom/html.hpp"

using namespace bonito;
int number = 3;
auto node = dom::div(&number);
