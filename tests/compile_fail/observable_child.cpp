// error: an observable child must hold what can be a child itself
#include "bonito/dom/html.hpp"

using namespace bonito;
struct Engine {};
auto node = dom::div(Observable<Engine>());
