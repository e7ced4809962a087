// error: the third argument of a VirtualList of so many rows is a function of std::size_t, the row's index
#include "bonito/dom/virtual_list.hpp"

using namespace bonito;
VirtualList list(1000, 24, [](std::size_t) {});
