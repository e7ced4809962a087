// error: use of deleted function|overload resolution selected deleted operator
#include "bonito/dom/html.hpp"

using namespace bonito;
bool same = Observable<int>(1) == Observable<int>(1);
