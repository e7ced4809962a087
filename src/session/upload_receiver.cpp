#include "session/upload_receiver.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "bonito/base/log.hpp"
#include "session/file_claims.hpp"
#include "session/session_core.hpp"
#include "session/upload_list.hpp"

namespace bonito::detail {
namespace {

constexpr std::chrono::milliseconds pause{50};  // between two that tell how far a file is
constexpr std::ptrdiff_t most_at_once = 3;      // as in client/src/modules/upload.ts; each holds a file open

using enum UploadState;

const Error& over() {
  static const Error error{Errc::not_found, "This upload is over."};
  return error;
}
Error not_taken() { return {Errc::app, "The program could not take this file."}; }

}  // namespace

UploadReceiver::UploadReceiver(std::shared_ptr<UploadList> list, Session& session)
    : list_(std::move(list)), session_(session.weak()) {}

void UploadReceiver::begin() { end_all("The page was loaded anew."); }
void UploadReceiver::end() { end_all("The place to upload it has gone."); }

Result<std::uint64_t> UploadReceiver::start(const std::string& name, const std::string& type, std::uint64_t bytes) {
  UploadProgress file{.name = last_name_of(name), .type = type_of(type), .bytes = bytes};
  tell([&] { list_->add(file); });
  if (file.state != waiting) return Error{Errc::refused, file.why};
  const auto id = file.id;
  transfers_.emplace(id, Transfer{std::move(file)});
  return id;
}

Result<std::uint64_t> UploadReceiver::piece(std::uint64_t id, std::uint64_t offset, const Value& content) {
  auto found = transfers_.find(id);
  if (found == transfers_.end()) return over();
  UploadProgress& file = found->second.file;
  const Bytes* bytes = content.bytes();
  const bool is_empty = bytes && bytes->empty() && file.bytes > 0;
  if (!bytes || offset != file.received || is_empty) {
    return end(id, failed, {Errc::bad_payload, "What came is not the next piece of this file."});
  }
  if (bytes->size() > file.bytes - file.received) {
    return end(id, refused, {Errc::too_large, "More came than this file was said to have."});
  }
  const bool is_last = offset + bytes->size() == file.bytes;
  file.state = sending;
  try {
    if (const auto on_piece = list_->on_piece()) {
      on_piece({file, *bytes, is_last});
    } else if (const auto error = store(found->second, *bytes)) {
      return end(id, failed, *error);
    }
  } catch (...) {
    end(id, failed, not_taken());
    throw;
  }
  found = transfers_.find(id);  // the program may have ended it meanwhile
  if (found == transfers_.end()) return over();
  auto& [now, stored, told] = found->second;
  now.received += bytes->size();
  if (is_last) return finish(id);
  if (const auto time = std::chrono::steady_clock::now(); time - told >= pause) {
    told = time;
    tell([this, file = now] { list_->note(file); });
  }
  return offset + bytes->size();
}

std::optional<Error> UploadReceiver::store(Transfer& transfer, BytesView bytes) {
  if (!transfer.store) {
    const auto is_open = [](const auto& each) { return each.second.store != nullptr; };
    if (std::ranges::count_if(transfers_, is_open) >= most_at_once) {
      return Error{Errc::refused, "More files came at once than may. Send them one after the other."};
    }
    auto made = TemporaryFile::make(list_->options().folder);
    if (!made) {
      log(LogLevel::error, LogOwner::app,
          "No temporary file can be made for an upload. Is UploadOptions::folder (\"" +
              list_->options().folder.string() + "\"; empty: the system's) there, and writable? " +
              made.error().message);
      return made.error();
    }
    transfer.store = *std::move(made);
    if (const auto session = session_.lock()) session->data<TemporaryFiles>().add(transfer.store);
  }
  const auto error = transfer.store->write(bytes);
  if (error)
    log(LogLevel::error, LogOwner::app, "An upload: " + error->message + " Make room, or choose another folder.");
  return error;
}

Result<std::uint64_t> UploadReceiver::finish(std::uint64_t id) {
  const Transfer transfer = std::move(transfers_.extract(id).mapped());
  UploadProgress file = transfer.file;
  const auto& stored = transfer.store;
  const auto fail = [&](const Error& why) {
    file.state = failed;
    file.why = why.message;
    tell([&] { list_->note(file); });
  };
  if (stored) {
    if (const auto error = stored->finish()) return fail(*error), *error;
    const auto on_file = list_->on_file();
    try {
      if (on_file) on_file(UploadedFile(id, file.name, file.type, file.bytes, stored));
    } catch (...) {
      fail(not_taken());
      throw;
    }
  }
  file.state = done;
  tell([&] { list_->note(file); });
  return file.bytes;
}

void UploadReceiver::unreadable(std::uint64_t id) {
  end(id, failed, {Errc::io, "The browser cannot read this file any more: it has changed, or is gone."});
}

void UploadReceiver::cancel(std::uint64_t id) { end(id, cancelled, {Errc::closed, "It was cancelled."}); }

Error UploadReceiver::end(std::uint64_t id, UploadState state, Error why) {
  auto transfer = transfers_.extract(id);
  if (transfer.empty()) return over();
  UploadProgress& file = transfer.mapped().file;
  transfer.mapped().store.reset();  // gone, before anybody hears of it
  file.state = state;
  file.why = why.message;
  tell([&] { list_->note(file); });
  return why;
}

void UploadReceiver::end_all(const std::string& why) {
  while (!transfers_.empty()) end(transfers_.begin()->first, cancelled, {Errc::closed, why});
}

void UploadReceiver::tell(const std::function<void()>& change) const {
  try {
    change();
  } catch (...) {
    if (const auto session = session_.lock()) {
      SessionCore::of(*session).fail(std::current_exception(), "A listener of Upload::files()");
    }
  }
}

}  // namespace bonito::detail
