// error: the third argument of a VirtualList of an ObservableVector<T> is a function of const T& that gives
#include "bonito/dom/virtual_list.hpp"

using namespace bonito;
VirtualList list(ObservableVector<int>{1}, 24, [](const char* text) { return text; });
