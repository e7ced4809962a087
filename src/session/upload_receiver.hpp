// UploadReceiver: what a page that shows an Upload sends, and what becomes of it. It believes nothing.
//
//   begin()                            a page has come: what an earlier one had begun it cannot go on with
//   start(name, type, bytes)   → id    or an Error, if it is refused
//   piece(id, offset, content) → n     as many have come; or an Error, and the file is not taken any further
//   unreadable(id)                     the browser cannot read on
//
// The page's half, which calls these, is client/src/modules/upload.ts.
//
// Owner: the functions that its session exposes. Thread: the session's strand. Failure: what the page is told is an
// Error. What on_file and on_piece throw goes on, once the file has failed; what listeners of files() throw is the
// session's failure.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bonito/session/upload.hpp"
#include "bonito/wire/value.hpp"
#include "session/temporary_file.hpp"

namespace bonito::detail {

class UploadList;

class UploadReceiver {
 public:
  UploadReceiver(std::shared_ptr<UploadList> list, Session& session);

  void begin();
  Result<std::uint64_t> start(const std::string& name, const std::string& type, std::uint64_t bytes);
  Result<std::uint64_t> piece(std::uint64_t id, std::uint64_t offset, const Value& content);
  void unreadable(std::uint64_t id);

  void cancel(std::uint64_t id);
  void end();  // this is shown no more

 private:
  struct Transfer {
    UploadProgress file;
    std::shared_ptr<TemporaryFile> store = nullptr;
    std::chrono::steady_clock::time_point told = {};
  };
  std::optional<Error> store(Transfer& transfer, BytesView bytes);
  Result<std::uint64_t> finish(std::uint64_t id);
  Error end(std::uint64_t id, UploadState state, Error why);
  void end_all(const std::string& why);
  void tell(const std::function<void()>& change) const;

  const std::shared_ptr<UploadList> list_;
  const std::weak_ptr<Session> session_;
  std::map<std::uint64_t, Transfer> transfers_;
};

}  // namespace bonito::detail
