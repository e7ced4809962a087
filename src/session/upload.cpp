#include "bonito/session/upload.hpp"

#include <utility>

#include "bonito/dom/html.hpp"
#include "session/library_module.hpp"
#include "session/session_core.hpp"
#include "session/temporary_file.hpp"
#include "session/upload_list.hpp"
#include "session/upload_receiver.hpp"

namespace bonito {

using namespace literals;

UploadedFile::UploadedFile(std::uint64_t id, std::string name, std::string type, std::uint64_t bytes,
                           std::shared_ptr<detail::TemporaryFile> file)
    : id_(id), name_(std::move(name)), type_(std::move(type)), bytes_(bytes), file_(std::move(file)) {}

std::filesystem::path UploadedFile::path() const { return file_->path(); }
Result<std::filesystem::path> UploadedFile::keep(const std::filesystem::path& to) const { return file_->keep(to); }

Upload::Upload(UploadOptions options) : list_(std::make_shared<detail::UploadList>(std::move(options))) {}

const Upload& Upload::on_file(std::function<void(const UploadedFile&)> call) const {
  list_->on_file(std::move(call));
  return *this;
}

const Upload& Upload::on_piece(std::function<void(const UploadPiece&)> call) const {
  list_->on_piece(std::move(call));
  return *this;
}

const Observable<std::vector<UploadProgress>>& Upload::files() const noexcept { return list_->files(); }
void Upload::cancel(std::uint64_t id) const { list_->cancel(id); }

void Upload::remove(std::uint64_t id) const {
  list_->remove(id);
  list_->cancel(id);
}

Node to_node(Session& session, const Upload& upload) {
  const auto& list = upload.list_;
  const auto receiver = std::make_shared<detail::UploadReceiver>(list, session);
  list->shown(session, receiver);
  session.own(session.closed().on([weak = std::weak_ptr(receiver)] {
    if (const auto alive = weak.lock()) alive->end();
  }));

  auto& tab = detail::SessionCore::of(session).tab();
  const std::string name = "upload " + std::to_string(tab.next_slot());
  session.expose(name + " begin", [=] { receiver->begin(); });
  session.expose(name + " start", [=](const std::string& file, const std::string& type, std::uint64_t bytes) {
    return receiver->start(file, type, bytes);
  });
  session.expose(name + " piece", [=](std::uint64_t id, std::uint64_t offset, const Value& content) {
    return receiver->piece(id, offset, content);
  });
  session.expose(name + " unreadable", [=](std::uint64_t id) { receiver->unreadable(id); });

  const auto& options = list->options();
  std::string accepted;
  for (const std::string& type : options.types) accepted += (accepted.empty() ? "" : ",") + type;
  const auto accept = accepted.empty() ? std::nullopt : std::optional(accepted);
  const Node input =
      dom::input("type"_a = "file", "accept"_a = accept, "multiple"_a = options.max_files > 1, options.attributes);
  // What is on its way at a time has room where it waits for the strand, so that nobody is held back for it; some
  // channels cannot be.
  const std::size_t ahead = tab.options().limits.incoming_bytes / 8 * 3;
  session.on_load(input,
                  js("element => $0.upload(element, Bonito, $1, $2)", detail::library_module("upload"), name, ahead));
  return input;
}

}  // namespace bonito
