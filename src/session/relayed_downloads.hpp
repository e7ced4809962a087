// RelayedDownloads: the host's half of the downloads that a worker's pages offer. Who sends a response asks here for a
// piece when the last one has left, and here the worker is asked for it: so one piece of each is on the line at most.
//
// Owner: the host's end, and the responses that are being sent. Thread: any; fetch(), and reading what it gives, block
// until the worker has said something, `patience` at most. Failure: an error page; a body that is cut off.
#pragma once
#include <chrono>
#include <cstdint>
#include <future>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "bonito/base/error.hpp"
#include "bonito/web/request.hpp"
#include "session/proxy_line.hpp"

namespace bonito::detail {

class RelayedDownloads : public std::enable_shared_from_this<RelayedDownloads> {
 public:
  RelayedDownloads(std::shared_ptr<ProxyLine> line, std::chrono::milliseconds patience)
      : line_(std::move(line)), patience_(patience) {}

  Response fetch(std::uint32_t app, const Request& request, std::string_view key);
  void obey(const LineMessage& message);  // answer, piece or cut
  void end();                             // the line has ended

 private:
  struct Said {
    Response response = {};  // an answer; of a piece, only the body
    bool has_body = false;   // which is to be asked for
    std::optional<std::uint64_t> size = {};
  };
  // Refused if so many wait.
  Result<Said> ask(std::uint32_t number, Bytes message, std::size_t most = std::numeric_limits<std::size_t>::max());
  void said(std::uint32_t number, Result<Said> what);

  const std::shared_ptr<ProxyLine> line_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::map<std::uint32_t, std::promise<Result<Said>>> waiting_;  // guarded by mutex_
  std::uint32_t newest_ = 0;                                     // guarded by mutex_
  bool ended_ = false;                                           // guarded by mutex_
};

}  // namespace bonito::detail
