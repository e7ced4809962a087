// A page with parts of another process in it. This program starts itself a second time, as the worker (worker.cpp), and
// shows the worker's two apps in a page of its own. The browser knows of one server only. Kill the worker, and the rest
// of the page lives on; load it anew, and there is another worker.
#include <unistd.h>

#include <algorithm>
#include <bonito/bonito.hpp>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "worker.hpp"
#include "workers.hpp"

using namespace bonito;

namespace {

App page(const Workers& workers) {
  const Observable<int> own{0};
  return App(
      [=, &workers] {
        using namespace literals;
        return dom::main(dom::h1("Host: ", own),
                         dom::button("host +1", on_click([=] { own.update([](int& n) { ++n; }); })),
                         dom::p("Process ", ::getpid()), workers.app("counter"), workers.app("thermometer"));
      },
      {.title = "A host and its worker",
       .indicator = ConnectionIndicator(),
       .content_security_policy = "default-src 'self'"});
}

// An app of the worker alone in a page that is not the library's.
Response bare_page(std::string html) {
  return {.body = "<!DOCTYPE html><title>A worker's app</title><link rel=icon href=/favicon.ico>" + std::move(html),
          .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}}};
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  if (argc > 2 && std::strcmp(argv[1], "--worker") == 0) return run_worker(std::atoi(argv[2]), argc - 2, argv + 2);

  char** const conformance = std::find(argv, argv + argc, std::string_view("--conformance"));
  const std::vector<std::string> for_worker(conformance, argv + argc);
  argc = static_cast<int>(conformance - argv);
  const auto options = ServerOptions{}.with_arguments(argc, argv);
  Workers workers(for_worker, for_worker.empty());
  Server server{options};
  const auto alone = [&](const Visit& visit) { return bare_page(server.embed(workers.app("counter"), visit)); };
  server.route("/alone", alone);
  for_worker.empty() ? server.route("/", page(workers)) : server.route("/", alone);
  std::cout << "Listening on " << server.url() << std::endl;
  if (!for_worker.empty()) return workers.wait();
  server.wait();
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
