// error: takes a function without arguments, or a std::shared_future
#include "bonito/session/later.hpp"

using namespace bonito;
auto node = later(std::async([] { return 3; }), "Loading…");
