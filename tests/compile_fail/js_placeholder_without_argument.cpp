// error: js_placeholder_has_no_argument
#include "bonito/dom/js.hpp"

using namespace bonito;
auto script = js("f($1)", 1);
