// error: what an input holds is heard as std::string, a number or bool
#include "bonito/dom/html.hpp"

using namespace bonito;
auto handler = on_input([](std::vector<int>) {});
