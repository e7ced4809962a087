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
#include "http/http_date.hpp"

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
  // At most `size` bytes: a file that grows meanwhile is served as it was.
  std::optional<std::string> read(std::size_t size) const {
    std::string content(size, '\0');
    std::size_t filled = 0;
    while (filled < size) {
      const auto bytes = ::read(file_, content.data() + filled, size - filled);
      if (bytes < 0) return std::nullopt;
      if (bytes == 0) break;
      filled += static_cast<std::size_t>(bytes);
    }
    content.resize(filled);
    return content;
  }

 private:
  int file_;
};

std::string hex(std::uint64_t number) {
  char digits[16];
  return {digits, std::to_chars(digits, digits + sizeof digits, number, 16).ptr};
}

std::string etag_of(const struct stat& file) {
  return '"' + hex(static_cast<std::uint64_t>(file.st_mtim.tv_sec)) + '-' +
         hex(static_cast<std::uint64_t>(file.st_mtim.tv_nsec)) + '-' + hex(static_cast<std::uint64_t>(file.st_size)) +
         '-' + hex(file.st_ino) + '"';
}

// Does an If-None-Match list name this tag? (Weak comparison, RFC 9110, 13.1.2; ours hold no comma.)
bool names(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    auto one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    one.remove_prefix(std::min(one.size(), one.find_first_not_of(" \t")));
    one = one.substr(0, one.find_last_not_of(" \t") + 1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag || one == "*") return true;
  }
  return false;
}

bool is_unchanged(const Headers& headers, std::string_view etag, http::Seconds modified) {
  if (const auto tags = find_header(headers, "If-None-Match"); !tags.empty()) return names(tags, etag);
  const auto since = http::parse_http_date(find_header(headers, "If-Modified-Since"));
  return since && modified <= *since;
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
  if (request.method != "GET" && request.method != "HEAD") {
    auto refusal = error_page(405, "Files can only be read: use GET or HEAD.");
    refusal.headers.emplace_back("Allow", "GET, HEAD");
    return refusal;
  }
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
  const auto etag = etag_of(*status);
  const http::Seconds modified{std::chrono::seconds(status->st_mtim.tv_sec)};
  Response response{.headers = {{"ETag", etag},
                                {"Last-Modified", http::http_date(modified)},
                                {"Cache-Control", "no-cache"},
                                {"X-Content-Type-Options", "nosniff"}}};
  if (is_unchanged(request.headers, etag, modified)) {
    response.status = 304;
    return response;
  }
  auto content = file.read(static_cast<std::size_t>(status->st_size));
  if (!content) return error_page(500, "This file could not be read.");
  response.body = *std::move(content);
  response.headers.emplace_back("Content-Type", mime_type(found->native()));
  return response;
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
