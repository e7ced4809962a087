// error: a script is given text, numbers, bools
#include "bonito/dom/js.hpp"

using namespace bonito;
struct Gadget {};
auto script = js_unchecked("show($0)", Gadget());
