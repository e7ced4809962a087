// What pages that lie, and disks and programs that fail, do to uploads: nothing that lasts.
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <limits>
#include <stdexcept>

#include "session/upload_fixture.hpp"

namespace bonito {
namespace {

using testing::bytes_of;
using testing::content_of;
using UploadAdversity = testing::UploadTest;
using enum UploadState;

// ── what a browser may say ──

TEST_F(UploadAdversity, TakeNothingThatIsNotTheNextPiece) {
  const Value::List wrong[] = {
      {Value(1), bytes_of("b")},           // a gap
      {Value(0), Value("text")},           // no bytes
      {Value(0), Value()},                 // nothing
      {Value(1ull << 63), bytes_of("b")},  // far away
  };
  for (const auto& said : wrong) {
    const Upload upload({.folder = folder.path()});
    show(upload);
    const int id = start("a", 4).id();
    EXPECT_FALSE(call("piece", {Value(id), said[0], said[1]}).ok);
    EXPECT_EQ(last(upload).state, failed);
    EXPECT_EQ(folder.files(), 0u);
  }
}

TEST_F(UploadAdversity, TakeNoEmptyPieceOfAFileThatIsNotEmpty) {
  const Upload upload({.folder = folder.path()});
  int looks = 0;
  upload.on_piece([&](const UploadPiece&) { ++looks; });
  show(upload);
  const int id = start("a", 5).id();
  EXPECT_FALSE(piece(id, 0, "").ok);
  EXPECT_EQ(looks, 0);
  EXPECT_EQ(last(upload).state, failed);
}

TEST_F(UploadAdversity, HoldNoMoreFilesOpenThanOurOwnPageSendsAtOnce) {
  const Upload upload({.max_files = 100, .folder = folder.path()});
  show(upload);
  for (int i = 0; i < 10; ++i) piece(start("a", 5).id(), 0, "x");
  EXPECT_EQ(folder.files(), 3u);
}

TEST_F(UploadAdversity, HaveATypeOrNone) {
  const Upload upload({.max_files = 3, .types = {"image/*", ".png"}, .folder = folder.path()});
  show(upload);
  EXPECT_FALSE(start("a", 5, "image/png, text/html").ok);
  EXPECT_TRUE(start("a.png", 5, "image/png\nx").ok);
  EXPECT_EQ(last(upload).type, "");
}

TEST_F(UploadAdversity, AnswerWhatCannotBeWithAnErrorAndGoOn) {
  const Upload upload({.max_bytes = ~std::uint64_t{0}, .folder = folder.path()});
  std::string come;
  upload.on_file([&](const UploadedFile& file) { come = content_of(file.path()); });
  show(upload);
  const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  for (const Value& size : {Value(-1), Value(nan), Value(infinite), Value(1.5), Value(1e300), Value("4"), Value()}) {
    EXPECT_FALSE(call("start", {Value("a"), Value(""), size}).ok);
  }
  EXPECT_FALSE(call("start", {Value(1), Value(""), Value(4)}).ok);
  EXPECT_FALSE(call("start", {Value("\xff"), Value(""), Value(4)}).ok);
  EXPECT_FALSE(call("start", {}).ok);
  const int id = start("a", 4).id();
  for (const Value& offset : {Value(-1), Value(nan), Value(infinite), Value("0"), Value()}) {
    EXPECT_FALSE(call("piece", {Value(id), offset, bytes_of("abcd")}).ok);
  }
  for (const Value& other : {Value(id + 1), Value(-1), Value(nan), Value("1")}) {
    EXPECT_FALSE(call("piece", {other, Value(0), bytes_of("abcd")}).ok);
    call("unreadable", {other});
  }
  EXPECT_TRUE(piece(id, 0, "abcd").ok);
  EXPECT_EQ(come, "abcd");
  EXPECT_FALSE(piece(id, 0, "abcd").ok) << "it is over";
  EXPECT_TRUE(browser->connection->is_open());
}

TEST_F(UploadAdversity, AreNotFooledBySizesThatOverflow) {
  const Upload upload({.max_bytes = ~std::uint64_t{0}, .folder = folder.path()});
  show(upload);
  const int id = static_cast<int>(start("a", ~std::uint64_t{0}).id());
  EXPECT_TRUE(piece(id, 0, "abcd").ok);
  EXPECT_FALSE(piece(id, ~std::uint64_t{0} - 1, "abcd").ok);
  EXPECT_EQ(last(upload).state, failed);
}

TEST_F(UploadAdversity, HaveNamesThatAreSafe) {
  const Upload upload({.max_files = 99, .folder = folder.path()});
  show(upload);
  start("../../etc/passwd", 1);
  EXPECT_EQ(last(upload).name, "passwd");
  start("..", 1);
  EXPECT_EQ(last(upload).name, "file");
}

// ── what goes wrong here ──

TEST_F(UploadAdversity, ThatCannotBeStoredFailWithASentenceThatNamesNoPath) {
  const Upload upload({.folder = folder.path() / "no such folder"});
  show(upload);
  EXPECT_FALSE(piece(start("a", 1).id(), 0, "1").ok);
  EXPECT_EQ(last(upload).state, failed);
  EXPECT_EQ(last(upload).why, "The program cannot store this file: No such file or directory.");
}

TEST_F(UploadAdversity, ThatNoMoreOfCanBeWrittenFailAndLeaveNothing) {
  const Upload full({.folder = folder.path()});
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto signal_before = std::signal(SIGXFSZ, SIG_IGN);
  show(full);
  const int id = start("a", 1u << 20).id();
  EXPECT_TRUE(piece(id, 0, "abcd").ok);
  const rlimit small = {100, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto answer = piece(id, 4, std::string(1000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, signal_before);
  EXPECT_EQ(answer.why(), "The program cannot store this file: File too large.");
  EXPECT_EQ(last(full).state, failed);
  EXPECT_EQ(folder.files(), 0u);
}

TEST_F(UploadAdversity, ThatTheProgramThrowsAtHaveFailedAndItIsTheSessionsFailure) {
  const Upload upload({.folder = folder.path()});
  upload.on_file([](const UploadedFile&) { throw std::runtime_error("no table for that"); });
  show(upload);
  const auto answer = piece(start("a", 1).id(), 0, "1");
  EXPECT_EQ(answer.why().find("table"), std::string::npos);
  EXPECT_EQ(browser->session->error()->message, "no table for that");
  EXPECT_EQ(last(upload).state, failed);
  EXPECT_EQ(folder.files(), 0u);
  const Upload pieces;
  pieces.on_piece([](const UploadPiece&) { throw std::runtime_error("no more"); });
  show(pieces);
  const int id = start("a", 2).id();
  EXPECT_FALSE(piece(id, 0, "1").ok);
  EXPECT_EQ(last(pieces).state, failed);
  EXPECT_FALSE(piece(id, 1, "1").ok);
}

TEST_F(UploadAdversity, GoOnWhateverAListenerOfTheirsThrows) {
  const Upload upload({.folder = folder.path()});
  show(upload);
  const auto heard = upload.files().on([] { throw std::runtime_error("heard and thrown"); });
  EXPECT_TRUE(piece(start("a", 1).id(), 0, "1").ok);
  EXPECT_EQ(last(upload).state, done);
  EXPECT_EQ(browser->session->error()->message, "heard and thrown");
}

TEST_F(UploadAdversity, ThatTheBrowserCannotReadOnHaveFailed) {
  const Upload upload({.folder = folder.path()});
  show(upload);
  const int id = start("a", 2).id();
  piece(id, 0, "1");
  call("unreadable", {Value(id)});
  EXPECT_EQ(last(upload).state, failed);
  EXPECT_EQ(folder.files(), 0u);
}

}  // namespace
}  // namespace bonito
