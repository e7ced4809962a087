// error: that gives what a node may hold
#include "bonito/session/later.hpp"

using namespace bonito;
auto node = later([] {});
