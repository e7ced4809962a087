// The page that shows what all share, and counts how often that is encoded. shared.cpp starts it, and asks:
//
//   GET /          the page
//   GET /change    changes what is shown, and answers with the time: steady_clock, in nanoseconds
//   GET /encoded   how often a value has been encoded
#include <atomic>
#include <chrono>
#include <iostream>

#include "bonito/bonito.hpp"

using namespace bonito;

namespace {

struct Reading {
  int number = 0;
};
std::atomic<int> encoded = 0;

Value to_value(const Reading& reading) {
  ++encoded;
  return Value::Map{{"number", reading.number}};
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<Reading> shared{Reading{}};
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", App([=](Session& session) {
                 session.mirror("reading", shared);
                 return dom::p("This page shows what all share.");
               }));
  server.route("/change", Handler([=](const Visit&) {
                 const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
                 shared.update([](Reading& reading) { ++reading.number; });
                 return Response{.body = std::to_string(now)};
               }));
  server.route("/encoded", Handler([](const Visit&) { return Response{.body = std::to_string(encoded)}; }));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
