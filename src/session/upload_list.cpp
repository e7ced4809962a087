#include "session/upload_list.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "bonito/session/session.hpp"
#include "session/file_claims.hpp"
#include "session/upload_receiver.hpp"

namespace bonito::detail {
namespace {

constexpr std::ptrdiff_t most_in_vain = 20;  // that have not come, and are told of

using enum UploadState;

bool is_or_will_be_here(const UploadProgress& file) {
  return file.state == waiting || file.state == sending || file.state == done;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 10u << 10) return std::to_string(bytes) + " bytes";
  if (bytes < 10u << 20) return std::to_string(bytes >> 10) + " KiB";
  return std::to_string(bytes >> 20) + " MiB";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

}  // namespace

void UploadList::on_file(OnFile call) {
  const std::lock_guard lock(mutex_);
  if (!has_ended_) on_file_.swap(call);
}

void UploadList::on_piece(OnPiece call) {
  const std::lock_guard lock(mutex_);
  if (!has_ended_) on_piece_.swap(call);
}

UploadList::OnFile UploadList::on_file() const {
  const std::lock_guard lock(mutex_);
  return on_file_;
}

UploadList::OnPiece UploadList::on_piece() const {
  const std::lock_guard lock(mutex_);
  return on_piece_;
}

std::string UploadList::why_refused(const UploadProgress& file, const Files& all) const {
  if (!is_of_types(file.name, file.type, options_.types)) {
    return "Only files of these types can be uploaded here: " + joined(options_.types) + ".";
  }
  if (file.bytes > options_.max_bytes) {
    return "This file is larger than the " + size_text(options_.max_bytes) + " that are allowed.";
  }
  const bool replaces = options_.max_files == 1;
  const auto counts = [=](const UploadProgress& each) {
    return is_or_will_be_here(each) && !(replaces && each.state == done);
  };
  if (static_cast<std::size_t>(std::ranges::count_if(all, counts)) >= options_.max_files) {
    return "No more than " + std::to_string(options_.max_files) + (options_.max_files == 1 ? " file" : " files") +
           " can be uploaded here.";
  }
  return {};
}

void UploadList::add(UploadProgress& file) const {
  files_.update([&](Files& all) {
    file.id = ++newest_id_;
    file.why = why_refused(file, all);
    file.state = file.why.empty() ? waiting : refused;
    if (file.state == waiting && options_.max_files == 1) {
      std::erase_if(all, [](const auto& each) { return each.state == done; });
    }
    all.push_back(file);
    const auto in_vain = std::ranges::count_if(all, std::not_fn(is_or_will_be_here));
    if (in_vain > most_in_vain) all.erase(std::ranges::find_if(all, std::not_fn(is_or_will_be_here)));
  });
}

void UploadList::note(const UploadProgress& file) const {
  files_.update([&](Files& all) {
    const auto found = std::ranges::find(all, file.id, &UploadProgress::id);
    if (found != all.end()) *found = file;
  });
}

void UploadList::remove(std::uint64_t id) const {
  files_.update([&](Files& all) { std::erase_if(all, [&](const auto& each) { return each.id == id; }); });
}

void UploadList::shown(Session& session, const std::weak_ptr<UploadReceiver>& receiver) {
  const auto page = session.root();
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = !page_;
    if (is_first) page_ = page;
    if (page_->lock() != page) {
      throw Failure({Errc::usage,
                     "An Upload is shown by a second page: make it in the app's function, so that each page has one."});
    }
    std::erase_if(receivers_, [](const auto& each) { return each.expired(); });
    receivers_.push_back(receiver);
  }
  if (is_first && page)
    page->own(page->closed().on([self = weak_from_this()] {
      if (const auto list = self.lock()) list->page_ended();
    }));
}

void UploadList::cancel(std::uint64_t id) {
  std::shared_ptr<Session> page;
  {
    const std::lock_guard lock(mutex_);
    if (page_) page = page_->lock();
  }
  if (!page) return;
  page->post([self = weak_from_this(), id] {
    const auto list = self.lock();
    if (!list) return;
    for (const auto& each : list->receivers()) {
      if (const auto receiver = each.lock()) receiver->cancel(id);
    }
  });
}

void UploadList::page_ended() {
  OnFile on_file;  // they end after the lock: they are the program's
  OnPiece on_piece;
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  on_file_.swap(on_file);
  on_piece_.swap(on_piece);
}

std::vector<std::weak_ptr<UploadReceiver>> UploadList::receivers() const {
  const std::lock_guard lock(mutex_);
  return receivers_;
}

}  // namespace bonito::detail
