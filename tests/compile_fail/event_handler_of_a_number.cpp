// error: an event's handler takes nothing or a const Event&
#include "bonito/dom/html.hpp"

using namespace bonito;
auto handler = on_click([](int) {});
