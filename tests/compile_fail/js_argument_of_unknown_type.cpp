// error: a script is given text, numbers, bools
#include "bonito/dom/js.hpp"

using namespace bonito;
struct Gadget {};
auto script = js("show($0)", Observable<Gadget>());
