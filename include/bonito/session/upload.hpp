// Upload: a place on the page where visitors give the program files.
//
//   auto upload = Upload({.max_bytes = 1u << 30, .max_files = 4, .types = {"image/*", ".csv"}});
//   upload.on_file([=](const UploadedFile& file) { read(file.path()); });
//   return dom::main(dom::label("Pictures ", upload), KeyedList(upload.files(), &UploadProgress::id, row_of));
//
// It shows an <input type=file>, on which files may also be dropped, or on a label around it. What a visitor chooses
// comes in pieces, several files at a time, by the session's own connection, whichever that is: it goes on after a lost
// line, at the byte where it was. Both sides hold a few MiB at most, whatever the file's size.
//
// Nothing that a browser says is believed. A file that has more bytes than max_bytes, or than it was said to have, is
// refused when the first of them comes, and what had come is removed; a page that says what our own would not is
// answered with an error. Types are what the browser claims: the ending of the name, and the MIME type. What is in the
// file nobody has looked at but you. A visitor may take max_bytes × max_files of the disk with each page, and as many
// pages as SessionLimits allow.
//
// Owner: a value; copies are the same Upload. Make it in the app's function, for one page: its limits and files() are
// of all that show it together. Inside what is shown anew give the same Upload again; when it is no more shown, and
// when the session ends, its uploads end, too, and what they had brought is removed. Its functions go with the page. A
// program that is killed removes nothing: such files are called bonito-upload-*.
//
// Thread: any. What is called here runs on the strand of the page that uploads, and so does the writing to the disk, a
// piece at a time (128 KiB, if the page is ours): only that page waits for a slow disk.
//
// Failure: what a file cannot be is told in files(), with a sentence. What on_file or on_piece throw is the session's
// failure, and the file has failed. A second page that shows it is Failure{Errc::usage}.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/dom/attribute.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/reactive/observable.hpp"
#include "bonito/session/uploaded_file.hpp"

namespace bonito {

class Session;
namespace detail {
class UploadList;
}

struct UploadOptions {
  std::uint64_t max_bytes = 100u << 20;  // of each file
  // That are on their way or have come. The next is refused until one is removed; but where there may be only one, it
  // takes the place of one that has come. With more than one the visitor may choose several at once.
  std::size_t max_files = 1;
  // "image/png", "image/*", ".csv", in any case; one of them has to fit. Empty: all.
  std::vector<std::string> types = {};
  std::filesystem::path folder = {};       // for temporary files; empty: the system's
  std::vector<Attribute> attributes = {};  // of the input: {"id"_a = "pictures", "disabled"_a = busy}
};

enum class UploadState {
  waiting,  // its first piece has not come
  sending,
  done,       // all has come
  refused,    // by the limits
  cancelled,  // by the program, or because its page, or its place there, has gone
  failed,     // the browser could not read it, or the program could not store it
};

struct UploadProgress {
  std::uint64_t id = 0;     // counts up
  std::string name = {};    // made safe: see UploadedFile::name()
  std::string type = {};    // as the browser claims
  std::uint64_t bytes = 0;  // in all, as the browser claims, until it is done
  std::uint64_t received = 0;
  UploadState state = UploadState::waiting;
  std::string why = {};  // of one that is refused, cancelled or failed: a sentence for the visitor
  friend bool operator==(const UploadProgress&, const UploadProgress&) = default;
};

struct UploadPiece {
  UploadProgress file;  // .received: what came before this piece
  BytesView bytes;      // empty only of an empty file
  bool is_last;
};

class Upload {
 public:
  explicit Upload(UploadOptions options = {});

  // Each file that has come. Of several functions the last counts. One that holds a copy of this Upload keeps it until
  // the page that shows it has gone, and for ever if none ever does.
  const Upload& on_file(std::function<void(const UploadedFile&)> call) const;
  // Instead of temporary files: each piece as it comes, those of one file in their order. Nobody else keeps them. An
  // upload that is not going to be done is told of in files() alone.
  const Upload& on_piece(std::function<void(const UploadPiece&)> call) const;

  // Those on their way, those that have come, and the last 20 that have not. In the order in which they began. While a
  // file comes it changes some 20 times in a second.
  const Observable<std::vector<UploadProgress>>& files() const noexcept;
  void cancel(std::uint64_t id) const;  // if it is on its way; soon
  void remove(std::uint64_t id) const;  // off files(), which makes room for another; one on its way is cancelled

  friend Node to_node(Session& session, const Upload& upload);
  friend bool operator==(const Upload&, const Upload&) = default;  // the same

 private:
  std::shared_ptr<detail::UploadList> list_;
};

}  // namespace bonito
