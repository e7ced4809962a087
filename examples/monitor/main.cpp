// The vital signs of the machine this runs on, live in every browser that looks.
#include <bonito/bonito.hpp>
#include <iostream>

#include "panels.hpp"
#include "process_table.hpp"
#include "style.hpp"

using namespace bonito;
using namespace monitor;

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  const auto options = ServerOptions{}.with_arguments(argc, argv);
  const auto style = Asset::text(style_sheet, "text/css; charset=utf-8", "monitor.css");
  Machine machine;
  auto app = App(
      [&](Session& session) {
        const Viewer viewer(session, machine);
        return dom::main("class"_a = Classes{{"paused", viewer.paused}}, style, masthead(viewer, machine),
                         vital_signs(viewer, machine), process_table(viewer));
      },
      {.title = machine.name + " · monitor",
       .indicator = ConnectionIndicator(),
       .content_security_policy = "default-src 'self'"});
  auto server = Server{options};
  server.route("/", app);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
