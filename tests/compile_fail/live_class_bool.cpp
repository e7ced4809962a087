// error: a live class is Classes, or an Observable of std::string
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "class"_a = Observable<bool>();
