// error: on_drag[(][)] takes a function of a const Drag&
#include "bonito/dom/observed_events.hpp"

using namespace bonito;
auto handler = on_drag([](const Event&) {});
