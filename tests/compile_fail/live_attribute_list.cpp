// error: a live attribute is an Observable of text, a number, a bool
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "title"_a = Observable<std::vector<int>>();
