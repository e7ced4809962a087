// error: an attribute's name is not empty, and HTML forbids spaces, quotes
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "two words"_a = 1;
