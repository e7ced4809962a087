// error: on_removed[(][)] takes a function of nothing
#include "bonito/dom/observed_events.hpp"

using namespace bonito;
auto handler = on_removed([](const Event&) {});
