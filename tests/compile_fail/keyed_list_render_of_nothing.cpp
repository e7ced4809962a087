// error: the third argument of a KeyedList is a function of const T&
#include "bonito/dom/keyed_list.hpp"

using namespace bonito;
KeyedList list(ObservableVector<int>{1}, std::identity(), [](int) {});
