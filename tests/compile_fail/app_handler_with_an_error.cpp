// error: no_such_name.*an error in this function is told above
#include "bonito/bonito.hpp"

using namespace bonito;
auto app = App([] { return dom::p(no_such_name); });
