#include "bonito/http/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "bonito/base/error.hpp"
#include "bonito/web/error_page.hpp"
#include "bonito/web/mime.hpp"
#include "web/content.hpp"

namespace bonito {
namespace {

namespace fs = std::filesystem;

class OpenFile {
 public:
  // O_NONBLOCK: opening a pipe would wait for its other end.
  explicit OpenFile(const fs::path& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
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
  // Exactly these bytes; nothing if the file has become shorter meanwhile.
  std::optional<std::string> read(detail::ContentRange range) const {
    std::string content(range.size, '\0');
    for (std::size_t filled = 0; filled < content.size();) {
      const auto bytes =
          ::pread(file_, content.data() + filled, content.size() - filled, static_cast<off_t>(range.first + filled));
      if (bytes <= 0) return std::nullopt;
      filled += static_cast<std::size_t>(bytes);
    }
    return content;
  }

 private:
  int file_;
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

bool is_inside(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

// The file that a path of a request means, with every link followed; nothing if it is none of ours.
std::optional<fs::path> find_file(const fs::path& root, std::string_view path) {
  if (path.find('\0') != path.npos) return std::nullopt;
  const auto relative = fs::path(path).relative_path();
  if (std::find(relative.begin(), relative.end(), "..") != relative.end()) return std::nullopt;
  std::error_code error;
  const auto found = fs::canonical(root / relative, error);
  if (error || !is_inside(found, root)) return std::nullopt;
  return found;
}

// The same folder with a slash at its end, or links in its index.html would miss it. Relative to the
// request, so that it holds wherever the program is mounted.
Response redirect_to_folder(const Request& request) {
  const auto name = request.path.substr(request.path.rfind('/') + 1);
  std::string location = "./";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~';
    location += plain ? std::string(1, c) : (byte < 16 ? "%0" : "%") + hex(byte);
  }
  location += '/';
  if (!request.query.empty()) location += '?' + request.query;
  auto response = error_page(301, "This page is a folder: its address ends with a slash.");
  response.headers.emplace_back("Location", location);
  return response;
}

Response serve(const fs::path& root, const Visit& visit) {
  const auto& request = visit.request;
  if (auto refusal = detail::refuse_method(request)) return *std::move(refusal);
  const auto missing = [] { return error_page(404, "There is no file at this address."); };
  const std::string& path = visit.captures.empty() ? request.path : visit.captures.back();
  auto found = find_file(root, path);
  if (!found) return missing();
  std::error_code error;
  if (fs::is_directory(*found, error)) {
    if (!request.path.ends_with('/')) return redirect_to_folder(request);
    found = find_file(root, path + "/index.html");
    if (!found) return missing();
  } else if (path.ends_with('/')) {
    return missing();
  }
  const OpenFile file(*found);
  const auto status = file.status();
  if (!status) return missing();
  return detail::serve_content(request, {.type = mime_type(found->native()),
                                         .tag = tag_of(*status),
                                         .size = static_cast<std::uint64_t>(status->st_size),
                                         .read = [&](detail::ContentRange range) { return file.read(range); },
                                         .modified = detail::Seconds(std::chrono::seconds(status->st_mtim.tv_sec))});
}

}  // namespace

Handler serve_folder(fs::path root) {
  std::error_code error;
  auto folder = fs::canonical(root, error);
  if (error || !fs::is_directory(folder, error)) {
    throw Failure({Errc::not_found, "There is no folder \"" + root.string() +
                                        "\" to serve. Make it, or name another one; a relative name starts where the "
                                        "program was started."});
  }
  return Handler([folder = std::move(folder)](const Visit& visit) { return serve(folder, visit); });
}

}  // namespace bonito
