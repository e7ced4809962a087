// The conformance kit's page, behind a line that it cuts: with the default connection, with two sockets, with streams,
// or with one whose script is its own, right or wrong.
//
//   conformance --port 0 [--compression] [dual | streams | scripted | deflated | untold | short | rejects]
#include <bonito/bonito.hpp>
#include <bonito/testing/conformance.hpp>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/fault_proxy.hpp"

using namespace bonito;

namespace {

// Sockets at the usual place, but opened, and opened again, by a script. `kind` is what is wrong with
// it, if anything.
class Scripted final : public WebSocketConnection {
 public:
  explicit Scripted(std::string kind) : kind_(std::move(kind)) {}
  Js setup_connection(Session& session) override {
    return js(R"(
      const [path, kind] = [$0, $1];
      const send = (socket) => async (frame) => {
        if (kind === "rejects" && frame.length > 60_000) throw new Error("This line is short.");
        if (kind !== "short" || frame.length < 60_000) socket.send(frame);
      };
      const open = () => {
        const socket = new WebSocket(new URL(path, document.baseURI).href.replace("http", "ws"));
        if (kind !== "scripted" && kind !== "deflated") socket.binaryType = "arraybuffer";  // otherwise there come Blobs
        socket.onopen = () => Bonito.on_connection_open(send(socket), kind === "deflated");
        socket.onmessage = ({ data }) => Bonito.process_message(data);
        socket.onclose = () => {
          if (kind !== "untold") Bonito.on_connection_close();
          setTimeout(open, 20);
        };
      };
      open();)",
              "_bonito/ws/" + std::string(session.id()), kind_);
  }

 private:
  const std::string kind_;
};

}  // namespace

int main(int argc, char** argv) try {
  std::vector<const char*> arguments(argv, argv + argc);
  ServerOptions options;
  std::optional<std::string> kind;
  std::erase_if(arguments, [&](std::string_view argument) {
    if (argument == "--compression") return options.compression = true;
    for (const auto known : {"dual", "streams", "scripted", "deflated", "untold", "short", "rejects"}) {
      if (argument == known) kind = known;
    }
    return kind == argument;
  });
  Registration own;
  if (kind == "streams")
    own = force_connection<HttpStreamConnection>();
  else if (kind == "dual")
    own = force_connection<DualWebSocketConnection>();
  else if (kind)
    own = register_connection([=] { return std::make_unique<Scripted>(*kind); });

  std::optional<test::FaultProxy> line;
  testing::ConformanceOptions chosen;
  const bool is_found_out = kind == "untold" || kind == "short" || kind == "rejects";
  if (is_found_out) chosen = {.max_down = 1u << 20, .max_up = 1u << 20, .burst = 1'000};
  chosen.cut = [&] { line->cut(); };
  testing::Conformance kit(chosen);
  Server server{options.with_arguments(static_cast<int>(arguments.size()), arguments.data())};
  server.route("/", kit.app());
  line.emplace(server.port());
  std::cout << "Listening on http://127.0.0.1:" << line->port() << std::endl;
  std::clog << kit.report().text() << std::flush;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
