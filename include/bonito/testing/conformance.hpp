// Conformance: does a FrontendConnection do what a session relies on? The kit drives it through sizes from nothing to
// 64 MiB, bursts, congestion, closings, cuts and reopenings, both ways, and says in sentences what is wrong. Its
// bulk(), if the page has opened that, is given frames of all sizes, many at once.
//
// In a browser, so that the connection's script is tried, too: serve the kit's page in the place of your own, load it,
// and wait. The page shows the sentences as well. A program that has a connection of its own does that with an option:
//
//   testing::Conformance kit;
//   const App shown = conformance ? kit.app() : app;        // and all goes on as it does for any page
//   …
//   if (conformance) {                                      // in place of waiting for a signal
//     std::cout << kit.report().text();
//     return kit.report().is_ok() ? 0 : 1;
//   }
//
//   target_link_libraries(program PRIVATE bonito::testing)  # in CMakeLists.txt
//
// examples/conformance.hpp is such an option.
//
// Without a browser: the far end is an object of yours, which does what the script would.
//
//   class MyFarEnd final : public testing::FarEnd { … };
//   const Registration mine = force_connection<MyConnection>();
//   const auto report = testing::check_connection([](Session& s) { return std::make_unique<MyFarEnd>(s); });
//   EXPECT_TRUE(report.is_ok()) << report.text();
//
// The session is a real one, but the kit stands where it speaks with its connection: what the connection brings
// (Session::process_message, writable, soft_close, or what a WebSocketHandler's attachments are told) comes to the kit,
// and what the kit says goes through the connection's write().
//
// A kit checks one page, the first that connects; it takes some seconds. Each check finds one thing, and the next has a
// line of its own; when nothing comes any more, the rest is not tried, and a remark says so.
//
// Owner: whoever made it; its pages keep what they need of it. Thread: any; the checks run on the thread that calls
// report(), which is none of a session's. Failure: none is thrown: that no page came, or that a far end threw, is said.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/session/app.hpp"

namespace bonito::testing {

// The page's end of one opening of the line: the constructor opens it, the destructor cuts it without a word. One
// thread uses it, and one opening follows the other.
class FarEnd {
 public:
  virtual ~FarEnd() = default;
  virtual bool send(BytesView frame) = 0;  // one whole frame; may block while the program takes none; false: lost
  // The next frame, waiting for it so long; nothing if none came.
  virtual std::optional<Bytes> receive(std::chrono::milliseconds patience) = 0;
  virtual bool is_open() = 0;  // false when the line is lost, and all that came before has been received
};
// Called again whenever the line is lost. It may throw, or give null; then it is called again.
using OpenFarEnd = std::function<std::unique_ptr<FarEnd>(Session&)>;

struct ConformanceOptions {
  std::size_t max_down = 64u << 20;                 // bytes of the largest frame, from the program to the page
  std::size_t max_up = 16u << 20;                   // and back; a session takes no longer ones
  std::size_t burst = 10'000;                       // frames
  std::chrono::milliseconds patience{60'000};       // for an answer
  std::chrono::milliseconds page_patience{60'000};  // until a page connects
  bool reopens = true;                              // does the page open the line again, when it is lost?
  // Cuts the line from outside, as a network does (a proxy between, say), so that one end notices at least: what is
  // made of many requests has to fail them for a second. Without it, and without a FarEnd, the line is only ever closed
  // by the program, and a remark says so.
  std::function<void()> cut = {};
};

struct ConformanceReport {
  std::vector<std::string> findings = {};  // what is wrong, and what to do
  std::vector<std::string> remarks = {};   // what is allowed, and good to know
  std::size_t checks = 0;                  // that were made to the end
  bool is_ok() const noexcept { return findings.empty(); }
  std::string text() const;  // all of it, in lines
};

class Conformance {
 public:
  explicit Conformance(ConformanceOptions options = {});
  ~Conformance();
  Conformance(const Conformance&) = delete;
  Conformance& operator=(const Conformance&) = delete;

  const App& app() const noexcept;
  // Makes the checks, once; called again, it gives the same.
  const ConformanceReport& report();
  // The same, with a far end of yours for the page that was rendered last.
  const ConformanceReport& report(const OpenFarEnd& open);

 private:
  struct Shared;
  const std::shared_ptr<Shared> shared_;
  const App app_;
};

// Opens a page of its own (see Pages), with the connection that is registered.
ConformanceReport check_connection(const OpenFarEnd& open, const ConformanceOptions& options = {});

}  // namespace bonito::testing
