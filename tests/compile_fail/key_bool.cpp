// error: a key is text or a number
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "key"_a = true;
