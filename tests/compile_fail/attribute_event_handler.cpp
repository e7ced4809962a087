// error: events are heard by functions: write on
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "onclick"_a = "go()";
