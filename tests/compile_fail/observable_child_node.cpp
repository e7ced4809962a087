// error: an observable child must hold text, a number, a bool
#include "bonito/dom/html.hpp"

using namespace bonito;
auto node = dom::div(Observable<Node>());
