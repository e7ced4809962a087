// error: a KeyedList shows an ObservableVector<T>, or an Observable<std::vector<T>>
#include "bonito/dom/keyed_list.hpp"

using namespace bonito;
KeyedList list(std::vector<int>{1}, std::identity());
