// error: an attribute's name is not empty, and HTML forbids spaces, quotes
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "a\"b"_a = 1;
