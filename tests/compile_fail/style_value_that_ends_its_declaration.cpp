// error: a CSS value does not end the declaration it stands in
#include "bonito/dom/html.hpp"

using namespace bonito;
auto styles = Styles{{"color", "red; background: blue"}};
