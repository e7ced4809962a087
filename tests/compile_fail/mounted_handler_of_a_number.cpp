// error: on_mounted[(][)] takes a function of nothing
#include "bonito/dom/observed_events.hpp"

using namespace bonito;
auto handler = on_mounted([](int) {});
