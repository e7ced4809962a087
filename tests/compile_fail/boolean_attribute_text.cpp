// error: this attribute is either there or not
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "disabled"_a = "false";
