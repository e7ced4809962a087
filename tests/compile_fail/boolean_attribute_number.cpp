// error: this attribute is either there or not
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "checked"_a = 1;
