// error: a style is text, Styles or an Observable of one of them
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "style"_a = 3;
