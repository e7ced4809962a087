// error: what when.. shows is what may be a child
#include "bonito/dom/when.hpp"

using namespace bonito;
auto shown = when(Observable<bool>(true), [](int n) { return n; });
