// error: this property is unescaped markup: use UnsafeHtml
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "innerHTML"_p = "<p>";
