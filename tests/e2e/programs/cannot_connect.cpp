// Pages whose connections' scripts fail, each in its way, and one that is well.
#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

class FailingConnection final : public FrontendConnection {
 public:
  explicit FailingConnection(Js script) : script_(std::move(script)) {}
  Js setup_connection(Session&) override { return script_; }
  Sent write(Payload) override { return Sent::no; }
  bool is_open() const noexcept override { return false; }
  void close() noexcept override {}

 private:
  const Js script_;
};

App counter() {
  return App([] {
    const Observable<int> count{0};
    return dom::main(dom::h1("Count: ", count),
                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << std::endl; });
  const std::map<std::string, Js> scripts{
      {"/throws", js("throw new Error(`no transport ${$0}`);", 7)},
      {"/does/not/parse", js("there is no such transport")},
      {"/rejects", js("await Promise.reject(new TypeError('the transport is out of order'));")}};
  const Registration own = register_connection([&](const Request& page) {
    const auto found = scripts.find(page.path);
    return found == scripts.end() ? nullptr : std::make_unique<FailingConnection>(found->second);
  });
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(counter()));
  for (const auto& [path, script] : scripts) server.route(path, strict(counter()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
