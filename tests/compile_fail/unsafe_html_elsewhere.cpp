// error: UnsafeHtml is an attribute's value in srcdoc only
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "title"_a = UnsafeHtml("<p>");
