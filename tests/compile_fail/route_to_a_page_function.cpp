// error: make an App of what makes a page
#include "bonito/bonito.hpp"

using namespace bonito;
void add(Server& server) {
  server.route("/", [] { return dom::p("x"); });
}
