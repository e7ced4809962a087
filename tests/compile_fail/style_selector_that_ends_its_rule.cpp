// error: a selector does not end the rule it stands in
#include "bonito/dom/html.hpp"

using namespace bonito;
auto styles = Styles().rule(":hover } body {", {{"color", "red"}});
