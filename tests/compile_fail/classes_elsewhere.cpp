// error: Classes are the value of the class attribute only
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "title"_a = Classes{"a"};
