// error: Styles are the value of the style attribute only
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "title"_a = Styles{};
