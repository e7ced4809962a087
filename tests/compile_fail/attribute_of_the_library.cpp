// error: the library itself uses data-b, data-style and data-rules
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "data-b"_a = "e1,click";
