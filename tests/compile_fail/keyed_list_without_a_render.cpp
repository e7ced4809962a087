// error: how is an item of this KeyedList shown
#include "bonito/dom/keyed_list.hpp"

using namespace bonito;
struct Thing {
  int id;
};
KeyedList list(ObservableVector<Thing>{{1}}, &Thing::id);
