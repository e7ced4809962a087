// BareServer: what bounds the figures. Boost.Beast on one thread, and nothing of this library.
//
//   GET /FILE                           the file of the folder `root`; without a folder, a short greeting
//   WebSocket /echo                     each message comes back
//   WebSocket /blast?values=N&bytes=B   after the first message: the frames of counting_frames(N, B)
//   WebSocket /send                     a message, four bytes in this machine's order, asks for so many bytes
//   WebSocket /newest?ms=N              each message is answered with the newest_number (setting.hpp): eight bytes in
//                                       this machine's order. With N, it is set for so long from the first message on
//   WebSocket /listen                   hears of each change: twelve bytes
//   GET /change                         tells all those, and answers with the time: steady_clock, in nanoseconds
//
// Owner: whoever made it; the destructor ends it. Thread: it has its own.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>

namespace bonito::bench {

class BareServer {
 public:
  explicit BareServer(std::uint16_t port = 0, std::filesystem::path root = {});
  ~BareServer();
  std::uint16_t port() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bonito::bench
