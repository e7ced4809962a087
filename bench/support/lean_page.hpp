// LeanPage: the browser's half of protocol/README.md for measurements: it numbers, acknowledges and resumes, and does
// no more than it must.
//
//   LeanPage page(port);                       // the page by HTTP, then its socket; welcomed when it returns
//   page.event(2);
//   const auto messages = page.next();         // of one data frame: a view, until the next call
//
// A frame counts as applied when the next one is asked for, and is acknowledged then, or by what is said before.
//
// Owner: its connection. Thread: one at a time. Failure: fail(); it is a page that a server has no reason to refuse.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "support/lean_socket.hpp"
#include "support/measure.hpp"

namespace bonito::bench {

class LeanPage {
 public:
  explicit LeanPage(std::uint16_t port, const std::string& path = "/");

  void event(std::uint32_t slot);
  void notify(std::uint32_t slot, std::uint32_t value);
  std::optional<BytesView> next(std::chrono::milliseconds timeout = std::chrono::seconds(30));
  void acknowledge();
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }  // of the newest data frame

  // The line is lost, and the page comes back by that port. Gives the moment at which the new socket was open.
  void drop();
  Clock::time_point resume(std::uint16_t port);
  // A ping of the protocol, there and back.
  Clock::duration round_trip();

  int handle() const noexcept { return socket_->handle(); }

 private:
  Bytes data();  // the header of a frame of ours
  void greet();
  BytesView receive(std::chrono::milliseconds timeout);  // empty if nothing came

  std::string session_;
  std::optional<LeanSocket> socket_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t acknowledged_ = 0;  // of received_
  std::size_t frame_bytes_ = 0;
};

}  // namespace bonito::bench
