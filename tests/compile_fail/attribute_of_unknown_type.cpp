// error: an attribute's value is text, a number, a bool
#include "bonito/dom/html.hpp"

using namespace bonito;
struct Thing {};
auto attribute = "title"_a = Thing{};
