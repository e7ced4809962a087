// error: an app is a Node or a function that takes nothing, a Session&
#include "bonito/bonito.hpp"

using namespace bonito;
auto app = App([](int) { return dom::p("x"); }, {.title = "Wrong"});
