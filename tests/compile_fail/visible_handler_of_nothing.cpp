// error: on_visible[(][)] takes a function of a bool
#include "bonito/dom/observed_events.hpp"

using namespace bonito;
auto handler = on_visible([] {});
