// error: given to js_unchecked
#include <string>

#include "bonito/dom/js.hpp"

using namespace bonito;
Js script(const std::string& source) { return js(source, 1); }
