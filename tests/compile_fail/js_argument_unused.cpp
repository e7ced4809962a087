// error: js_argument_is_never_used
#include "bonito/dom/js.hpp"

using namespace bonito;
auto script = js("f($0)", 1, 2);
