// UploadList: what the copies of an Upload share: its options, its functions, and the files it has heard of.
//
// Owner: the copies, and the receivers of the page that shows it. Its functions, which may hold a copy, go with the
// page. Thread: any. Failure: what listeners of files() throw leaves add(), note() and remove(), when these are done;
// shown() throws Failure{Errc::usage} for another page.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bonito/session/upload.hpp"

namespace bonito::detail {

class UploadReceiver;

class UploadList : public std::enable_shared_from_this<UploadList> {
 public:
  using OnFile = std::function<void(const UploadedFile&)>;
  using OnPiece = std::function<void(const UploadPiece&)>;

  explicit UploadList(UploadOptions options) : options_(std::move(options)) {}

  const UploadOptions& options() const noexcept { return options_; }
  const Observable<std::vector<UploadProgress>>& files() const noexcept { return files_; }

  void on_file(OnFile call);
  void on_piece(OnPiece call);
  OnFile on_file() const;
  OnPiece on_piece() const;

  // One that begins: it is given its id, and is refused if a limit says so.
  void add(UploadProgress& file) const;
  void note(const UploadProgress& file) const;  // if it has not been removed
  void remove(std::uint64_t id) const;

  void shown(Session& session, const std::weak_ptr<UploadReceiver>& receiver);
  void cancel(std::uint64_t id);  // soon, by whoever receives it
  void page_ended();

 private:
  using Files = std::vector<UploadProgress>;
  std::vector<std::weak_ptr<UploadReceiver>> receivers() const;
  std::string why_refused(const UploadProgress& file, const Files& all) const;

  const UploadOptions options_;
  const Observable<Files> files_;
  mutable std::uint64_t newest_id_ = 0;  // in an update() of the files
  mutable std::mutex mutex_;
  bool has_ended_ = false;  // its page has
  OnFile on_file_;
  OnPiece on_piece_;
  std::optional<std::weak_ptr<Session>> page_;  // nothing: of none yet
  std::vector<std::weak_ptr<UploadReceiver>> receivers_;
};

}  // namespace bonito::detail
