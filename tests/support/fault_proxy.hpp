// FaultProxy: a bad network in front of a port of this machine. It passes connections on to that port, and does to
// them what networks do.
//
//   FaultProxy proxy(server.port());
//   auto page = RawPage::open(proxy.port()).value();
//   proxy.delay(Way::to_client, 150ms);
//   proxy.cut();                          // the page reads a reset connection …
//   page.connect();                       // … and comes back, over a line that is still slow
//
// What happens once (cut, half_close, truncate) happens to the connections that are there. What is a state of the
// line (stall, throttle, delay, refuse) holds for those and for all that come, until it is taken back, or heal(). A
// call returns when it is done. A stalled line does not move: what is sent waits in the system's buffers, and whoever
// connects waits, too.
//
// Owner: whoever made it; the destructor cuts all. Thread: any; a thread of its own moves the bytes. Failure: the
// constructor throws Failure{Errc::io} if it cannot listen. Where nobody listens behind it, whoever connects is reset.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/base/error.hpp"
#include "support/fault_link.hpp"

namespace bonito::test {

class FaultProxy {
 public:
  explicit FaultProxy(std::uint16_t to, std::uint16_t port = 0);  // 0: any free one
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  std::uint16_t port() const noexcept;
  std::size_t open() const;      // connections there are
  std::size_t accepted() const;  // connections there have been

  // Both sides of every connection read a reset.
  void cut();
  // Whoever is at the end of this way reads the end of the stream, and what still comes this way is dropped. The
  // other way goes on.
  void half_close(Way way);
  // Cuts each connection when so many more bytes have gone this way: in the middle of a frame, maybe.
  void truncate(Way way, std::size_t bytes);
  void truncate_next(Way way, std::size_t bytes);  // the same, for the next connection that comes

  void stall();
  void resume();
  void refuse(bool on);  // a connection that comes is reset at once
  void throttle(Way way, std::optional<std::size_t> bytes_per_second);
  void delay(Way way, std::chrono::milliseconds latency);
  // All these at once: a good line again. Connections that are held back go on.
  void heal();

  // Says again, on a connection of its own, what the newest connection said first, up to four kilobytes: its handshake
  // and, when that is answered, its first frames. It need not be open any more. The answers are dropped. False if it
  // has said nothing, or there has been none.
  bool duplicate();
  // The next connection is held back until a later one has been answered: the two arrive in the other order.
  void hold_next();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

// What the program `fault_proxy` reads: a word for each fault, and its arguments. "cut", "half_close WAY",
// "truncate WAY BYTES", "truncate_next WAY BYTES", "stall", "resume", "refuse on|off", "throttle WAY BYTES|off" (in a
// second), "delay WAY MILLISECONDS", "heal", "duplicate", "hold_next". WAY is "to_server", "to_client" or "both". An
// Error (usage) says what it did not understand.
Result<bool> obey(FaultProxy& proxy, std::string_view command);

}  // namespace bonito::test
