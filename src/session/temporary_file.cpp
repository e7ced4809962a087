#include "session/temporary_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "bonito/base/random.hpp"

namespace bonito::detail {
namespace {

Error not_stored(const std::error_code& why) {
  return {Errc::io, "The program cannot store this file: " + why.message() + "."};
}
Error not_stored() { return not_stored({errno, std::generic_category()}); }

// In one step for whoever looks there, also where the file cannot be renamed to.
std::error_code move(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error != std::errc::cross_device_link) return error;
  const auto beside = to.parent_path() / ("bonito-upload-" + random_id());  // nobody else's
  std::filesystem::copy_file(from, beside, error);
  if (!error) std::filesystem::rename(beside, to, error);
  std::error_code ignored;
  std::filesystem::remove(error ? beside : from, ignored);
  return error;
}

}  // namespace

Result<std::shared_ptr<TemporaryFile>> TemporaryFile::make(std::filesystem::path folder) {
  std::error_code error;
  if (folder.empty()) folder = std::filesystem::temp_directory_path(error);
  if (error) return not_stored(error);
  std::string path = (folder / "bonito-upload-XXXXXX").native();
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return not_stored();
  return std::shared_ptr<TemporaryFile>(new TemporaryFile(std::move(path), descriptor));
}

TemporaryFile::TemporaryFile(std::filesystem::path path, int descriptor) noexcept
    : path_(std::move(path)), descriptor_(descriptor) {}

TemporaryFile::~TemporaryFile() { remove(); }

std::optional<Error> TemporaryFile::write(BytesView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return not_stored();
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

std::optional<Error> TemporaryFile::finish() {
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) return not_stored();
  return std::nullopt;
}

std::filesystem::path TemporaryFile::path() const {
  const std::lock_guard lock(mutex_);
  return path_;
}

Result<std::filesystem::path> TemporaryFile::keep(const std::filesystem::path& to) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::removed) return Error{Errc::closed, "This file has gone with its page."};
  if (const auto error = move(path_, to)) {
    return Error{Errc::io, "An uploaded file cannot be moved to \"" + to.string() + "\": " + error.message() + "."};
  }
  path_ = to;
  state_ = State::kept;
  return to;
}

void TemporaryFile::remove() noexcept {
  const std::lock_guard lock(mutex_);
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (state_ != State::temporary) return;
  state_ = State::removed;
  ::unlink(path_.c_str());
}

TemporaryFiles::~TemporaryFiles() {
  for (const auto& each : files_) {
    if (const auto file = each.lock()) file->remove();
  }
}

void TemporaryFiles::add(const std::shared_ptr<TemporaryFile>& file) {
  const std::lock_guard lock(mutex_);
  std::erase_if(files_, [](const auto& each) { return each.expired(); });
  files_.push_back(file);
}

}  // namespace bonito::detail
