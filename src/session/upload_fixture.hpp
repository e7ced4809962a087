// What the tests of uploads share: a page with an Upload, what it says to the program, and a folder for what comes.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/session/upload.hpp"
#include "session/scripts_fixture.hpp"

namespace bonito::testing {

// A folder of its own, which goes with it.
class Folder {
 public:
  Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "bonito-test-XXXXXX").native();
    path_ = ::mkdtemp(path.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Value bytes_of(std::string_view text) {
  const auto bytes = as_bytes(text);
  return Bytes(bytes.begin(), bytes.end());
}

// What the program answers to a call.
struct Answer {
  bool ok = false;
  Value value;
  std::string why() const { return !ok && value.text() ? *value.text() : ""; }
  int id() const { return static_cast<int>(value.integer().value_or(-1)); }
};

class UploadTest : public SessionTest {
 protected:
  // A page that shows the upload; to be changed before.
  void show(const Upload& shown) {
    browser.emplace(registry, App([shown] { return dom::main(shown); }));
    browser->connect();
    find();
  }
  // Its functions.
  void find() {
    for (int slot = 1; slot < 50; ++slot) {
      function = "upload " + std::to_string(slot);
      if (call("begin", {}).ok) return;
    }
    FAIL() << "The page has no upload.";
  }
  Answer call(const std::string& what, Value::List arguments) {
    const auto number = ++calls;
    browser->say(BrowserOp::call, number, Value::List{Value(function + " " + what), Value(std::move(arguments))});
    for (const auto& answer : only(ServerOp::answer, browser->messages())) {
      if (answer[1] == Value(number)) return {answer[2] == Value(true), answer[3]};
    }
    ADD_FAILURE() << "No answer to " << what;
    return {};
  }
  Answer start(const std::string& name, std::uint64_t bytes, const std::string& type = "") {
    return call("start", {Value(name), Value(type), Value(bytes)});
  }
  Answer piece(int id, std::uint64_t offset, std::string_view content) {
    return call("piece", {Value(id), Value(offset), bytes_of(content)});
  }
  static UploadProgress last(const Upload& upload) {
    const auto all = upload.files().get();
    return all.empty() ? UploadProgress{} : all.back();
  }

  Folder folder;
  std::optional<Browser> browser;
  std::string function;
  std::uint32_t calls = 0;
};

}  // namespace bonito::testing
