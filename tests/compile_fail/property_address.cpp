// error: this property is an address: use the attribute
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "href"_p = Observable<std::string>();
