// error: js_placeholder_has_more_than_one_digit
#include "bonito/dom/js.hpp"

using namespace bonito;
auto script = js("f($0px)", 1);
