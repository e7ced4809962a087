// error: a property's value is text, a number, a bool
#include "bonito/dom/html.hpp"

using namespace bonito;
struct Thing {};
auto property = "thing"_p = Observable<Thing>{Thing{}};
