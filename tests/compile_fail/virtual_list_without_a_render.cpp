// error: the third argument of a VirtualList of an ObservableVector<T> is a function of const T& that gives
#include "bonito/dom/virtual_list.hpp"

using namespace bonito;
struct Thing {
  int id;
};
VirtualList list(ObservableVector<Thing>{{1}}, 24);
