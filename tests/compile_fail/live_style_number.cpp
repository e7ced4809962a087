// error: a live style is an Observable of Styles or std::string
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "style"_a = Observable<int>();
