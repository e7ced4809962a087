// error: an attribute's name is not empty
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = ""_a = 1;
