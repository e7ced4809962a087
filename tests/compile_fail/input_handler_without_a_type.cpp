// error: the function takes one argument of a named type
#include "bonito/dom/html.hpp"

using namespace bonito;
auto handler = on_input([](auto) {});
