// The page that counts, for a browser. updates_page.mjs opens it.
#include <iostream>

#include "support/counting_app.hpp"

using namespace bonito;

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", bench::counting_app());
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
