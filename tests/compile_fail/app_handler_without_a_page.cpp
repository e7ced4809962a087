// error: an app's function returns what a node may hold
#include "bonito/bonito.hpp"

using namespace bonito;
auto app = App([](Session&) { dom::p("x"); });
