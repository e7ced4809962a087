// error: a CSS property is made of letters, digits, - and _
#include "bonito/dom/html.hpp"

using namespace bonito;
auto styles = Styles{{"background color", "red"}};
