// WorkerDownloads: the worker's half of the downloads that its pages offer. The host fetches one, asks for its body
// piece by piece, and drops it.
//
// Owner: the worker's end. Thread: what the line says, one call at a time; end() from any. Failure: what breaks the
// line's rules throws Failure{Errc::bad_payload}.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "bonito/web/request.hpp"
#include "session/proxy_line.hpp"

namespace bonito::detail {

class WorkerDownloads {
 public:
  // `work` does what may block. It is called with no lock held, and waited for before this goes.
  WorkerDownloads(std::shared_ptr<ProxyLine> line, std::function<void(std::function<void()>)> work)
      : line_(std::move(line)), work_(std::move(work)) {}

  // What the host says.
  void fetch(std::uint32_t number, std::function<Response()> serve);
  void more(std::uint32_t number, std::uint64_t room);
  void drop(std::uint32_t number);
  void end();  // the line has ended

 private:
  struct Fetched {
    std::shared_ptr<const BodySource> source = {};
    bool is_working = true;  // on the answer, or a piece of it
  };
  void answer(std::uint32_t number, Response response);
  // It is at rest, and this is what is said of it; unless it has been dropped.
  void say(std::uint32_t number, Bytes message, std::shared_ptr<const BodySource> source);

  const std::shared_ptr<ProxyLine> line_;
  const std::function<void(std::function<void()>)> work_;
  std::mutex mutex_;
  std::map<std::uint32_t, Fetched> fetched_;  // guarded by mutex_
  bool ended_ = false;                        // guarded by mutex_
};

}  // namespace bonito::detail
