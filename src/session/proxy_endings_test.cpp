// How the connections and sessions of apps of another process end, and what is said last.
#include <chrono>
#include <memory>

#include "bonito/session/cleanup.hpp"
#include "session/proxy_fixture.hpp"

namespace bonito {
namespace {

using detail::line_message;
using detail::LineOp;
using testing::MemoryConnection;
using namespace std::chrono_literals;

// A worker's session that ends: a value, the reason, and the end, in a row.
class LastWords : public testing::ProxyByHand {
 protected:
  void say_last_words() {
    say(value);
    say(bye_frame(why));
    hand.process_message(line_message(LineOp::close, 1, 1, static_cast<unsigned>(why.code), Value(why.reason)));
    hand.process_message(line_message(LineOp::end, 1));
  }
  void expect_last_words() {
    testing::wait_closed(*browser.session);
    for (const Bytes& expected : {value, bye_frame(why)}) {
      ASSERT_FALSE(browser.connection->quiet());
      EXPECT_EQ(browser.connection->next(), expected);
    }
    EXPECT_TRUE(browser.connection->quiet());
    ASSERT_TRUE(browser.connection->bye());
    EXPECT_EQ(browser.connection->bye()->reason, why.reason);
  }

  const Bytes value = data_frame({.seq = 1});
  const Bye why{ByeCode::shutdown, "The program is ending."};
};

TEST_F(LastWords, ComeBeforeTheEndOfTheSession) {
  testing::Busy busy(*browser.session);
  say_last_words();
  busy.release();
  expect_last_words();
}

TEST_F(LastWords, ComeAlsoIfTheLineEndsAtOnce) {
  testing::Busy busy(*browser.session);
  say_last_words();
  hand.closed();
  busy.release();
  expect_last_words();
}

// A browser that is lost is not waited for. One that connects anew, before its old connection is known to be lost, is
// none.
class Takeover : public testing::ProxyByHand {
 protected:
  Takeover() { set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(CleanupTimes{.keep_after_disconnect = 0ms})); }
  ~Takeover() override { set_cleanup_policy(nullptr); }

  void close_older() {
    hand.process_message(line_message(LineOp::close, 1, 1, static_cast<unsigned>(ByeCode::superseded),
                                      Value("This page is open in a newer connection.")));
  }
  // When all is done that the line has asked for. Also of a session that has closed.
  SessionStatus status() const {
    detail::SessionCore::of(*browser.session).tab().strand()->run_here([] {});
    return browser.session->status();
  }

  const std::shared_ptr<MemoryConnection> newer = std::make_shared<MemoryConnection>();
};

TEST_F(Takeover, KeepsTheSession) {
  link_of(*browser.session).connect(newer);
  close_older();
  EXPECT_EQ(status(), SessionStatus::open);
  hand.process_message(line_message(LineOp::open, 1, 2));
  EXPECT_EQ(status(), SessionStatus::open);
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::superseded);
  EXPECT_TRUE(newer->is_open());
}

TEST_F(Takeover, ByAConnectionThatIsLostBeforeTheOlderIsClosedIsALoss) {
  const auto number = link_of(*browser.session).connect(newer);
  link_of(*browser.session).lost(number);
  EXPECT_EQ(status(), SessionStatus::open);
  close_older();
  EXPECT_EQ(status(), SessionStatus::closed);
}

TEST_F(Takeover, ByAConnectionThatIsLostBeforeItIsWelcomedIsALoss) {
  const auto number = link_of(*browser.session).connect(newer);
  close_older();
  EXPECT_EQ(status(), SessionStatus::open);
  link_of(*browser.session).lost(number);
  EXPECT_EQ(status(), SessionStatus::closed);
}

TEST_F(Takeover, ByTheSameChannelWhichOpensAgainKeepsTheSession) {
  link_of(*browser.session).connect(browser.connection);
  EXPECT_EQ(status(), SessionStatus::open);
  hand.process_message(line_message(LineOp::open, 1, 2));
  EXPECT_EQ(status(), SessionStatus::open);
  EXPECT_TRUE(browser.connection->is_open());
}

TEST_F(Takeover, IsNotWhatAWorkerMeansThatClosesAConnectionForAnotherReason) {
  link_of(*browser.session).connect(newer);
  hand.process_message(line_message(LineOp::close, 1, 1, 0, Value("")));
  EXPECT_EQ(status(), SessionStatus::closed);
}

}  // namespace
}  // namespace bonito
