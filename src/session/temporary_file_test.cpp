#include "session/temporary_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "bonito/base/random.hpp"

namespace bonito::detail {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

dev_t file_system_of(const fs::path& path) {
  struct stat known {};
  EXPECT_EQ(::stat(path.c_str(), &known), 0) << path;
  return known.st_dev;
}

// A folder of its own in this one, for as long as it lives.
class Folder {
 public:
  explicit Folder(const fs::path& in) : path(in / ("bonito-test-" + random_id())) { fs::create_directory(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::ptrdiff_t count() const { return std::distance(fs::directory_iterator(path), {}); }

  const fs::path path;
};

std::shared_ptr<TemporaryFile> file_in(const fs::path& folder, const std::string& content) {
  auto file = TemporaryFile::make(folder).value();
  EXPECT_FALSE(file->write(as_bytes(content)));
  EXPECT_FALSE(file->finish());
  return file;
}

class KeptElsewhere : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(file_system_of(here.path), file_system_of(there.path))
        << "The test needs two file systems: /dev/shm, and the folder that it runs in.";
  }
  const Folder here{"/dev/shm"};
  const Folder there{fs::current_path()};
};

TEST_F(KeptElsewhere, AFileIsWholeOnAnotherFileSystemAndGoneFromItsOwn) {
  const std::string content(3'000'000, 'x');
  const auto file = file_in(here.path, content);
  const auto to = there.path / "kept.bin";
  EXPECT_EQ(file->keep(to).value(), to);
  EXPECT_EQ(file->path(), to);
  EXPECT_EQ(content_of(to), content);
  EXPECT_EQ(here.count(), 0);
  EXPECT_EQ(there.count(), 1) << "nothing is left beside it";
  EXPECT_EQ(fs::status(to).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(KeptElsewhere, AFileReplacesWhatHasItsNameThere) {
  const auto to = there.path / "kept.txt";
  std::ofstream(to) << "older and longer";
  EXPECT_TRUE(file_in(here.path, "new")->keep(to));
  EXPECT_EQ(content_of(to), "new");
}

TEST_F(KeptElsewhere, AFileMayMoveBackAndForth) {
  const auto file = file_in(here.path, "well travelled");
  EXPECT_TRUE(file->keep(there.path / "a"));
  EXPECT_TRUE(file->keep(here.path / "b"));
  EXPECT_EQ(content_of(here.path / "b"), "well travelled");
  EXPECT_EQ(there.count(), 0);
}

TEST_F(KeptElsewhere, AFileThatCannotBeMovedStaysWhereItIsAndLeavesNothingThere) {
  const auto file = file_in(here.path, "content");
  fs::create_directory(there.path / "taken");
  std::ofstream(there.path / "taken" / "inside") << "x";
  for (const auto& to : {there.path / "taken", there.path / "missing" / "kept.txt"}) {
    const auto kept = file->keep(to);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, Errc::io);
    EXPECT_NE(kept.error().message.find(to.string()), std::string::npos) << kept.error().message;
  }
  EXPECT_EQ(content_of(file->path()), "content");
  EXPECT_EQ(there.count(), 1);
  EXPECT_TRUE(file->keep(there.path / "kept.txt")) << "it may be tried again";
}

}  // namespace
}  // namespace bonito::detail
