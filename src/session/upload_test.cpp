// Files that a page sends: how they come, what they are refused for, and what is left of them.
#include "bonito/session/upload.hpp"

#include <sys/stat.h>

#include <optional>

#include "session/upload_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::content_of;
using Uploads = testing::UploadTest;
using enum UploadState;

TEST_F(Uploads, ComeInPiecesAndAreWholeInATemporaryFileOfTheProgramsUser) {
  const Upload upload({.folder = folder.path()});
  std::optional<UploadedFile> come;
  upload.on_file([&](const UploadedFile& file) { come = file; });
  show(upload);
  const int id = start("a.txt", 11, "text/plain").id();
  EXPECT_EQ(last(upload).state, waiting);
  EXPECT_EQ(piece(id, 0, "hello ").value, Value(6));
  EXPECT_EQ(last(upload).state, sending);
  EXPECT_FALSE(come);
  EXPECT_EQ(piece(id, 6, "world").value, Value(11));
  ASSERT_TRUE(come);
  EXPECT_EQ(last(upload), (UploadProgress{come->id(), "a.txt", "text/plain", 11, 11, done, ""}));
  EXPECT_EQ(content_of(come->path()), "hello world");
  EXPECT_EQ(come->bytes(), 11u);
  struct stat status = {};
  ASSERT_EQ(::stat(come->path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  come.reset();
  EXPECT_EQ(folder.files(), 0u) << "the last handle has gone";
}

TEST_F(Uploads, AreKeptWhereTheProgramWantsThem) {
  const Upload upload({.max_files = 2, .folder = folder.path()});
  const auto kept = folder.path() / "kept";
  std::vector<Result<std::filesystem::path>> results;
  upload.on_file([&](const UploadedFile& file) {
    results.push_back(file.keep(kept));
    results.push_back(file.keep(folder.path() / "no such folder" / "x"));
    EXPECT_EQ(file.path(), kept);
  });
  show(upload);
  piece(start("a", 1).id(), 0, "1");
  piece(start("b", 1).id(), 0, "2");
  ASSERT_EQ(results.size(), 4u);
  EXPECT_TRUE(results[0]);
  EXPECT_EQ(results[1].error().code, Errc::io);
  browser->session->close();
  EXPECT_EQ(content_of(kept), "2") << "the second took the place of the first";
  EXPECT_EQ(folder.files(), 1u);
}

TEST_F(Uploads, MayBeTakenPieceByPieceWithoutAFile) {
  const Upload upload({.folder = folder.path()});
  std::string heard;
  upload.on_piece([&](const UploadPiece& piece) {
    heard +=
        std::string(as_text(piece.bytes)) + "@" + std::to_string(piece.file.received) + (piece.is_last ? "." : ",");
    EXPECT_EQ(folder.files(), 0u);
  });
  show(upload);
  const int id = start("a", 5).id();
  piece(id, 0, "abc");
  piece(id, 3, "de");
  EXPECT_EQ(heard, "abc@0,de@3.");
  EXPECT_EQ(last(upload).state, done);
}

TEST_F(Uploads, MayBeEmpty) {
  const Upload upload({.folder = folder.path()});
  std::optional<std::string> come;
  upload.on_file([&](const UploadedFile& file) { come = content_of(file.path()); });
  show(upload);
  piece(start("a", 0).id(), 0, "");
  EXPECT_EQ(come, "");
  EXPECT_EQ(last(upload).state, done);
}

TEST_F(Uploads, SeveralAtOnceDoNotMix) {
  const Upload upload({.max_files = 2, .folder = folder.path()});
  std::vector<std::string> come;
  upload.on_file([&](const UploadedFile& file) { come.push_back(file.name() + "=" + content_of(file.path())); });
  show(upload);
  const int a = start("a", 4).id(), b = start("b", 4).id();
  piece(a, 0, "aa"), piece(b, 0, "bb"), piece(b, 2, "bb"), piece(a, 2, "aa");
  EXPECT_EQ(come, (std::vector<std::string>{"b=bbbb", "a=aaaa"}));
}

TEST_F(Uploads, GoOnAfterALostLine) {
  const Upload upload({.folder = folder.path()});
  std::string come;
  upload.on_file([&](const UploadedFile& file) { come = content_of(file.path()); });
  show(upload);
  const int id = start("a", 4).id();
  piece(id, 0, "ab");
  browser->session->soft_close();
  browser->connect();
  piece(id, 2, "cd");
  EXPECT_EQ(come, "abcd");
}

// ── limits ──

TEST_F(Uploads, AreRefusedThatAreTooLargeOrOfAnotherType) {
  const Upload upload({.max_bytes = 10, .max_files = 9, .types = {"image/*", ".csv"}, .folder = folder.path()});
  show(upload);
  EXPECT_EQ(start("a.csv", 11).why(), "This file is larger than the 10 bytes that are allowed.");
  EXPECT_EQ(last(upload).state, refused);
  EXPECT_EQ(start("a.txt", 1, "text/csv").why(), "Only files of these types can be uploaded here: image/*, .csv.");
  EXPECT_TRUE(start("A.CSV", 10).ok);
  EXPECT_TRUE(start("a", 1, "image/png").ok);
  EXPECT_EQ(upload.files().get().size(), 4u);
  EXPECT_EQ(last(upload).why, "");
}

TEST_F(Uploads, AreNoMoreAtATimeThanAreAllowedUntilOneIsRemoved) {
  const Upload upload({.max_files = 2, .folder = folder.path()});
  show(upload);
  const int first = start("a", 1).id();
  piece(first, 0, "1");
  start("b", 1);
  EXPECT_EQ(start("c", 1).why(), "No more than 2 files can be uploaded here.");
  upload.remove(static_cast<std::uint64_t>(first));
  EXPECT_TRUE(start("c", 1).ok);
}

TEST_F(Uploads, TheOnlyOneThereMayBeTakesThePlaceOfTheOneBefore) {
  const Upload upload({.types = {".csv"}, .folder = folder.path()});
  show(upload);
  const int first = start("a.csv", 1).id();
  EXPECT_FALSE(start("b.csv", 1).ok) << "the first is on its way";
  piece(first, 0, "1");
  EXPECT_FALSE(start("b.txt", 1).ok);
  EXPECT_EQ(upload.files().get()[0].state, done) << "a refused one takes nobody's place";
  EXPECT_TRUE(start("c.csv", 1).ok);
  EXPECT_EQ(upload.files().get().front().name, "b.csv");
}

TEST_F(Uploads, ThatHaveMoreBytesThanWereSaidAreRefusedAtOnceAndLeaveNothing) {
  const Upload upload({.max_bytes = 4, .folder = folder.path()});
  upload.on_file([](const UploadedFile&) { FAIL(); });
  show(upload);
  const int id = start("a", 4).id();
  piece(id, 0, "abc");
  EXPECT_EQ(folder.files(), 1u);
  EXPECT_FALSE(piece(id, 3, "de").ok);
  EXPECT_EQ(last(upload).state, refused);
  EXPECT_EQ(folder.files(), 0u);
  EXPECT_FALSE(piece(id, 3, "d").ok);
}

TEST_F(Uploads, ThatCameToNothingAreToldOfTwentyAtMost) {
  const Upload upload({.max_files = 2, .types = {".csv"}, .folder = folder.path()});
  show(upload);
  EXPECT_TRUE(start("first.csv", 1).ok);
  for (int i = 0; i < 2000; ++i) EXPECT_FALSE(start("a.txt", 1).ok);
  EXPECT_TRUE(start("last.csv", 1).ok);
  EXPECT_EQ(upload.files().get().size(), 22u);
  EXPECT_EQ(upload.files().get().front().name, "first.csv");
}

// ── the end ──

TEST_F(Uploads, AreCancelledByTheProgram) {
  const Upload upload({.folder = folder.path()});
  show(upload);
  const int id = start("a", 2).id();
  piece(id, 0, "1");
  upload.cancel(static_cast<std::uint64_t>(id));
  EXPECT_EQ(piece(id, 1, "2").why(), "This upload is over.");
  EXPECT_EQ(last(upload).state, cancelled);
  EXPECT_EQ(folder.files(), 0u);
  const int next = start("b", 2).id();
  piece(next, 0, "1");
  upload.remove(static_cast<std::uint64_t>(next));
  EXPECT_FALSE(piece(next, 1, "2").ok);
  EXPECT_EQ(upload.files().get().size(), 1u);
  EXPECT_EQ(folder.files(), 0u);
}

TEST_F(Uploads, MayBeCancelledWhileTheirPieceIsTaken) {
  const Upload upload({.folder = folder.path()});
  upload.on_piece([&](const UploadPiece& piece) { upload.cancel(piece.file.id); });
  show(upload);
  const int id = start("a", 2).id();
  piece(id, 0, "1");
  EXPECT_FALSE(piece(id, 1, "2").ok);
  EXPECT_EQ(last(upload).state, cancelled);
}

TEST_F(Uploads, EndWithTheirPlaceOnThePage) {
  const Upload upload({.folder = folder.path()});
  const auto is_shown = Observable<bool>{true};
  const auto content = is_shown.map([=](bool is) { return is ? std::optional(upload) : std::nullopt; });
  browser.emplace(registry, App([=] { return dom::main(content); }));
  browser->connect();
  find();
  const int id = start("a", 2).id();
  piece(id, 0, "1");
  is_shown.set(true);
  EXPECT_EQ(folder.files(), 1u) << "shown anew, it is the same";
  is_shown.set(false);
  browser->messages();
  EXPECT_EQ(last(upload).state, cancelled);
  EXPECT_EQ(folder.files(), 0u);
  EXPECT_FALSE(piece(id, 1, "2").ok);
}

TEST_F(Uploads, EndWithThePageAndSoDoTheFilesThatTheProgramHolds) {
  const Upload upload({.max_files = 2, .folder = folder.path()});
  std::optional<UploadedFile> come;
  upload.on_file([&](const UploadedFile& file) { come = file; });
  show(upload);
  piece(start("a", 1).id(), 0, "1");
  piece(start("b", 2).id(), 0, "1");
  EXPECT_EQ(folder.files(), 2u);
  browser->session->close();
  detail::SessionCore::of(*browser->session).tab().strand()->wait();
  EXPECT_EQ(folder.files(), 0u);
  EXPECT_EQ(last(upload).state, cancelled);
  EXPECT_EQ(come->keep(folder.path() / "kept").error().code, Errc::closed);
  upload.cancel(1);
  upload.remove(1);
}

TEST_F(Uploads, ThatAnEarlierPageHadBegunEndWhenItComesAnew) {
  const Upload upload({.folder = folder.path()});
  show(upload);
  piece(start("a", 2).id(), 0, "1");
  EXPECT_TRUE(call("begin", {}).ok);
  EXPECT_EQ(last(upload).state, cancelled);
  EXPECT_TRUE(start("a", 2).ok);
}

TEST_F(Uploads, HoldNothingOfThePageWhenItHasGone) {
  const auto held = std::make_shared<int>(0);
  {
    const Upload upload({.folder = folder.path()});
    upload.on_file([held, upload](const UploadedFile& file) { upload.remove(file.id()); });
    upload.on_piece([held, upload](const UploadPiece&) {});
    show(upload);
    EXPECT_EQ(held.use_count(), 3);
  }
  browser->session->close();
  detail::SessionCore::of(*browser->session).tab().strand()->wait();
  EXPECT_EQ(held.use_count(), 1);
}

TEST_F(Uploads, AreOfOnePage) {
  const Upload upload({.folder = folder.path()});
  show(upload);
  const Browser second(registry, App([=] { return dom::main(upload); }));
  EXPECT_EQ(second.response.status, 500);
}

TEST(UploadMarkup, SaysWhatTheBrowserShouldOffer) {
  using namespace literals;
  const auto registry = std::make_shared<detail::SessionRegistry>();
  const Browser several(registry, App([] {
                          return dom::main(Upload({.max_files = 2,
                                                   .types = {"image/*", ".csv"},
                                                   .attributes = {"id"_a = "files", "aria-label"_a = "Files"}}));
                        }));
  EXPECT_NE(several.response.body.find(R"(type="file" accept="image/*,.csv" multiple id="files" aria-label="Files")"),
            std::string::npos)
      << several.response.body;
  const Browser one(registry, App([] { return dom::main(Upload()); }));
  EXPECT_NE(one.response.body.find(R"(<input type="file")"), std::string::npos);
  EXPECT_EQ(one.response.body.find("multiple"), std::string::npos);
  registry->close_all({ByeCode::shutdown, "The test has ended."});
}

}  // namespace
}  // namespace bonito
