// error: on_resize[(][)] takes a function of the width and the height
#include "bonito/dom/observed_events.hpp"

using namespace bonito;
auto handler = on_resize([](const std::string&) {});
