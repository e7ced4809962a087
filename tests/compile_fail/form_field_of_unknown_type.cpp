// error: a field is text, a number, a bool, a std::chrono::year_month_day, a type with to_field_text
#include <vector>

#include "bonito/session/form.hpp"

using namespace bonito;
struct Order {
  std::vector<int> items;
};
void make(Session& session) { Form<Order>(session).field(&Order::items, "Items"); }
