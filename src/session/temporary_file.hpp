// TemporaryFile: a file with a name that nobody could foresee, which is removed unless it is kept; and TemporaryFiles,
// those of a page, which go with it at the latest.
//
//   auto made = TemporaryFile::make(folder);          // mode 0600
//   (*made)->write(bytes);
//   (*made)->finish();                                // whole, and open to others
//   (*made)->keep("pictures/one.png");
//
// Owner: shared. Thread: write() and finish() one thread, before others know it; the rest any. Failure: an Error
// (Errc::io) with what the system says; it names no path.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"

namespace bonito::detail {

class TemporaryFile {
 public:
  // In the system's folder for such files, if `folder` is empty.
  static Result<std::shared_ptr<TemporaryFile>> make(std::filesystem::path folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::optional<Error> write(BytesView bytes);
  std::optional<Error> finish();

  std::filesystem::path path() const;
  Result<std::filesystem::path> keep(const std::filesystem::path& to);
  void remove() noexcept;  // unless it is kept

 private:
  enum class State { temporary, kept, removed };
  TemporaryFile(std::filesystem::path path, int descriptor) noexcept;

  mutable std::mutex mutex_;
  std::filesystem::path path_;
  int descriptor_;
  State state_ = State::temporary;
};

class TemporaryFiles {
 public:
  TemporaryFiles() = default;
  ~TemporaryFiles();
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;

  void add(const std::shared_ptr<TemporaryFile>& file);

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<TemporaryFile>> files_;
};

}  // namespace bonito::detail
