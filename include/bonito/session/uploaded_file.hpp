// UploadedFile: a file that a visitor has uploaded, whole, in a temporary file of ours.
//
//   upload.on_file([](const UploadedFile& file) {
//     std::ifstream in(file.path());
//     const auto kept = file.keep(folder / file.name());     // or it goes with the last handle
//     if (!kept) throw Failure(kept.error());
//   });
//
// What it holds is whatever the visitor chose to send: neither the name nor the type says what is in it.
//
// Owner: a handle; copies are the same file. The temporary file is removed with the last of them, and at the latest
// when the page's session ends, unless it has been kept. Thread: any. Failure: keep() gives an Error.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "bonito/base/error.hpp"

namespace bonito {

namespace detail {
class TemporaryFile;
}

class UploadedFile {
 public:
  UploadedFile(std::uint64_t id, std::string name, std::string type, std::uint64_t bytes,
               std::shared_ptr<detail::TemporaryFile> file);  // for the library

  std::uint64_t id() const noexcept { return id_; }  // the same as in Upload::files()
  // What the visitor calls it, made safe: one component of a path, without leading dots and control characters, at most
  // 255 bytes of UTF-8, never empty. Two files may have the same.
  const std::string& name() const noexcept { return name_; }
  const std::string& type() const noexcept { return type_; }  // what the browser takes it for: "image/png", or ""
  std::uint64_t bytes() const noexcept { return bytes_; }
  std::filesystem::path path() const;  // where it is now; it says nothing about the name

  // Moves it there, in place of what is there; from now on the file is yours, readable by the program's user alone
  // (mode 0600). To another file system it is copied, which takes its time. Gives `to`, or Errc::io; Errc::closed if
  // the file has gone with its page.
  Result<std::filesystem::path> keep(const std::filesystem::path& to) const;

 private:
  std::uint64_t id_;
  std::string name_;
  std::string type_;
  std::uint64_t bytes_;
  std::shared_ptr<detail::TemporaryFile> file_;
};

}  // namespace bonito
