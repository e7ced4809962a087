#include "bonito/http/files.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "bonito/base/error.hpp"
#include "bonito/web/error_page.hpp"
#include "web/file_content.hpp"

namespace bonito {
namespace {

namespace fs = std::filesystem;

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
  constexpr std::string_view digits = "0123456789abcdef";
  std::string location = "./";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~';
    location += plain ? std::string(1, c) : std::string{'%', digits[byte >> 4], digits[byte & 15]};
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
  const auto content = detail::file_content(*found);
  if (!content) return missing();
  try {
    return detail::serve_content(request, *content);
  } catch (const Failure&) {
    return error_page(500, "This file could not be read.");
  }
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
