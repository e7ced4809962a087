// ConnectionIndicator: tells the visitor whether the page is connected to its program.
//
//   auto app = App(handler, {.indicator = ConnectionIndicator()});        // in the window's corner
//   dom::footer(ConnectionIndicator({.offline = "Keine Verbindung",       // or anywhere, in words of yours, and seen
//                                    .style = Styles{{"position", "static"}}   // while there is a connection, too
//                                                 .rule("&[data-bonito-status=connected]", {{"opacity", "1"}})}));
//
// A dot and a word, which comes when the connection is lost for longer than a moment, tells when it is back, and
// goes. It is a status to assistive technology, follows the system's light or dark, and moves only if motion is
// welcome. The statuses:
//
//   static         no script runs here, or not yet; or the page has no connection, ever
//   connected
//   reconnecting   not yet, or not any more; the page tries by itself
//   offline        there is no network, or the session is gone
//
// An indicator of your own is any element with data-bonito-status, which the page keeps at the status. Where the
// element also has data-text-STATUS, its text becomes that:
//
//   dom::p("data-bonito-status"_a = "static", "data-text-connected"_a = "live", "data-text-reconnecting"_a = "…",
//          "style"_a = Styles().rule("&[data-bonito-status=offline]", {{"color", "red"}}))
//
// Scripts of the page have Bonito.status and Bonito.on_status(call); the program has Session::status_changes().
//
// Owner: a value. Thread: any.
#pragma once
#include <string>

#include "bonito/dom/node.hpp"
#include "bonito/dom/styles.hpp"

namespace bonito {

struct ConnectionIndicatorOptions {
  std::string static_page = "Not live";
  std::string connected = "Connected";
  std::string reconnecting = "Connecting…";  // also before the first connection
  std::string offline = "Offline";
  Styles style = {};  // over its own: {{"inset", "1rem auto auto 1rem"}} puts it into another corner
};

class ConnectionIndicator {
 public:
  explicit ConnectionIndicator(const ConnectionIndicatorOptions& options = {});

  operator Node() const { return node_; }
  friend Node to_node(Session&, const ConnectionIndicator& indicator) { return indicator.node_; }

 private:
  Node node_;
};

}  // namespace bonito
