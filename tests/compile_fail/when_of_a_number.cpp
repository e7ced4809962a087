// error: when.. follows an Observable<bool>
#include "bonito/dom/when.hpp"

using namespace bonito;
auto shown = when(Observable<int>(1), "one");
