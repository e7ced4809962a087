// The pages that count, and that show the time, for a browser. updates_page.mjs and paint.mjs open them.
#include <iostream>

#include "support/counting_app.hpp"
#include "support/time_app.hpp"

using namespace bonito;

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", bench::counting_app());
  server.route("/time", bench::time_app(std::chrono::seconds(5)));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
