// A counter that every visitor shares: the smallest whole program.
#include <bonito/bonito.hpp>
#include <iostream>
using namespace bonito;

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  auto count = Observable<int>{0};
  auto app = App([=] {
    return dom::main(dom::h1("Count: ", count),
                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
  });
  auto server = Server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", app);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
