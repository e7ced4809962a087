// error: the key of a KeyedList's item is a function of it that gives text or a number
#include "bonito/dom/keyed_list.hpp"

using namespace bonito;
KeyedList list(ObservableVector<int>{1}, [](int n) { return std::vector<int>{n}; });
