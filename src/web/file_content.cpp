#include "web/file_content.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <system_error>

#include "bonito/base/error.hpp"
#include "bonito/web/mime.hpp"

namespace bonito::detail {
namespace {

class OpenFile {
 public:
  // O_NONBLOCK: opening a pipe would wait for its other end.
  explicit OpenFile(const std::filesystem::path& path)
      : name_(path.filename().string()), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (file_ >= 0) ::close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // Nothing for what is no regular file.
  std::optional<struct stat> status() const {
    struct stat found {};
    if (file_ < 0 || ::fstat(file_, &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
    return found;
  }
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const {
    const auto bytes = ::pread(file_, into.data(), into.size(), static_cast<off_t>(offset));
    if (bytes < 0) throw Failure({Errc::io, cannot_be_read(std::generic_category().message(errno))});
    if (bytes == 0) throw Failure({Errc::io, cannot_be_read("it has become shorter")});
    return static_cast<std::size_t>(bytes);
  }

 private:
  std::string cannot_be_read(const std::string& why) const {
    return "The file \"" + name_ + "\" could not be read to its end: " + why + ".";
  }

  const std::string name_;
  const int file_;
};

std::string hex(std::uint64_t number) {
  char digits[16];
  return {digits, std::to_chars(digits, digits + sizeof digits, number, 16).ptr};
}

std::string tag_of(const struct stat& file) {
  return hex(static_cast<std::uint64_t>(file.st_mtim.tv_sec)) + '-' +
         hex(static_cast<std::uint64_t>(file.st_mtim.tv_nsec)) + '-' + hex(static_cast<std::uint64_t>(file.st_size)) +
         '-' + hex(file.st_ino);
}

}  // namespace

std::optional<Content> file_content(const std::filesystem::path& path) {
  const auto file = std::make_shared<const OpenFile>(path);
  const auto status = file->status();
  if (!status) return std::nullopt;
  return Content{.type = mime_type(path.native()),
                 .tag = tag_of(*status),
                 .size = static_cast<std::uint64_t>(status->st_size),
                 .source =
                     [file](ContentRange range) {
                       return source_of(
                           [file](std::uint64_t offset, std::span<std::byte> into) { return file->read(offset, into); },
                           range);
                     },
                 .modified = Seconds(std::chrono::seconds(status->st_mtim.tv_sec))};
}

}  // namespace bonito::detail
