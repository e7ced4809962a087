// What the examples own_server_blocking and own_server_events have in common: what a server answers, and whom it lets
// in. How a server does so is theirs.
#pragma once
#include <algorithm>
#include <bonito/bonito.hpp>
#include <csignal>
#include <iostream>
#include <string>

#include "conformance.hpp"
#include "counter_and_clock.hpp"

namespace own_server {

using namespace bonito;

// Everything but sockets: the page, and what it asks for.
inline Response answer(Pages& pages, const App& app, const Request& request) {
  if (request.path.starts_with("/_bonito/")) return pages.answer(request);
  if (request.path == "/") return pages.page(app, request);
  return {.status = 404, .body = "There is one page here, /."};
}

// How a socket is closed. After some of a Bye's codes a page does not come back; after 1000 it does.
struct Farewell {
  std::uint16_t code = 1000;
  std::string reason = "";
};
inline Farewell farewell_of(const Bye& why) {
  constexpr std::size_t room = 123;  // bytes, in a close frame
  return {close_code(why.code), why.reason.substr(0, room)};
}

// Two downloads: one is made while it is read, and the other has a size and parts.
inline Pieces lines() {
  for (int line = 0; line < 200'000; ++line) co_yield "line " + std::to_string(line) + "\n";
}
inline Node downloads() {
  using namespace literals;
  const auto zeros = [](std::uint64_t, std::span<std::byte> into) {
    std::ranges::fill(into, std::byte{0});
    return into.size();
  };
  return dom::fragment(dom::a("href"_a = Download::stream(lines, {.name = "lines.txt"}), "Lines"), " ",
                       dom::a("href"_a = Download::sized(10'000'000, zeros, {.name = "zeros.bin"}), "Zeros"));
}

inline Request request_of(std::string method, std::string_view target, const std::string& peer) {
  const auto mark = target.find('?');
  return {.method = std::move(method),
          .path = percent_decode(target.substr(0, mark)),
          .query = std::string(mark == target.npos ? "" : target.substr(mark + 1)),
          .peer = peer,
          .client = peer};
}

// SIGTERM and Ctrl-C, for the thread that waits for them. Made before any other thread is.
class EndSignals {
 public:
  EndSignals() noexcept {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const noexcept {
    int which = 0;
    sigwait(&signals_, &which);
  }

 private:
  sigset_t signals_{};
};

}  // namespace own_server
