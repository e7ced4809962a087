// error: a property's value is what to_value can encode
#include "bonito/dom/html.hpp"

using namespace bonito;
struct Thing {};
auto attribute = "thing"_p = Thing{};
