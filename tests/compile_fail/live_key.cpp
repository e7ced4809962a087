// error: a key says which element this is, and stays
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "key"_a = Observable<int>(1);
