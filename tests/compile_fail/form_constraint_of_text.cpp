// error: min_length, max_length, pattern, email and multiline are for fields of text
#include "bonito/session/form.hpp"

using namespace bonito;
struct Order {
  int count = 1;
};
void make(Session& session) { Form<Order>(session).field(&Order::count, "Count", max_length(3)); }
