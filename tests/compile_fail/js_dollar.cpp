// error: js_placeholder_needs_a_digit
#include "bonito/dom/js.hpp"

using namespace bonito;
auto script = js("const $element = 1");
