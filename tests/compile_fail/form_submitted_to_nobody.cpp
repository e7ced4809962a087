// error: on_submit[(][)] takes a function of the form's const T&
#include "bonito/session/form.hpp"

using namespace bonito;
struct Order {
  int count = 1;
};
void submit(const Form<Order>& form) {
  form.on_submit([](int) {});
}
