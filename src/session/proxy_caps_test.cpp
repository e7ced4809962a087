// Of what a worker, its host and a browser may say only so much is kept, and whoever says more is told.
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bonito/session/asset.hpp"
#include "session/proxy_fixture.hpp"

namespace bonito {
namespace {

using detail::line_message;
using detail::LineOp;
using testing::Direction;
using namespace std::chrono_literals;

class ProxyCaps : public testing::ProxyByHand {
 protected:
  void expect_bye(ByeCode code) {
    ASSERT_TRUE(browser.connection->bye());
    EXPECT_EQ(browser.connection->bye()->code, code);
    EXPECT_TRUE(browser.connection->bye()->reason.ends_with('.'));
    line->wait_for(LineOp::lost, 1);
  }
};

TEST_F(ProxyCaps, ConnectionsThatTheWorkerHasNotWelcomedAreFewAndSayLittle) {
  std::vector<std::shared_ptr<testing::MemoryConnection>> candidates;
  std::uint64_t number = 0;
  for (int i = 0; i < 6; ++i) {
    candidates.push_back(std::make_shared<testing::MemoryConnection>());
    number = link_of(*browser.session).connect(candidates.back());
  }
  ASSERT_TRUE(candidates[0]->bye());
  EXPECT_EQ(candidates[0]->bye()->code, ByeCode::superseded);
  ASSERT_TRUE(candidates[1]->bye());
  EXPECT_FALSE(candidates[2]->bye());
  link_of(*browser.session).process_message(Bytes(max_hello + 1), number);
  ASSERT_TRUE(candidates[5]->bye());
  EXPECT_EQ(candidates[5]->bye()->code, ByeCode::too_large);
  EXPECT_TRUE(browser.connection->is_open());
}

TEST_F(ProxyCaps, ABrowserThatCannotWaitIsDisconnectedWhenItSendsTooMuchAhead) {
  const Bytes frame(100'000);
  for (int i = 0; i < 20 && browser.connection->is_open(); ++i) {
    link_of(*browser.session).process_message(frame, browser.number);
  }
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::lagging);
  line->wait_for(LineOp::lost, 1);
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
}

TEST_F(ProxyCaps, AWorkerMayShowNoMoreAssetsThanTheHostAllows) {
  ProxyHost small(std::make_shared<Direction>(), {.asset_bytes = 5});
  const Asset asset = Asset::text("123456", "text/plain");
  Bytes message = line_message(LineOp::asset, 1, asset.key(), asset.mime(), true);
  message.insert(message.end(), asset.content().begin(), asset.content().end());
  small.process_message(message);
  EXPECT_FALSE(small.is_open());
}

TEST_F(ProxyCaps, AFrameOfABrowserIsNoLongerThanASessionTakes) {
  browser.connection->waits = true;
  link_of(*browser.session).process_message(Bytes(max_frame_from_browser), browser.number);
  EXPECT_EQ(line->count(LineOp::frame), 1u);
  EXPECT_TRUE(browser.connection->is_open());
  link_of(*browser.session).process_message(Bytes(max_frame_from_browser + 1), browser.number);
  EXPECT_EQ(line->count(LineOp::frame), 1u);
  expect_bye(ByeCode::too_large);
}

TEST_F(ProxyCaps, ABrowserThatTakesNothingIsDisconnectedBeforeTheHostIsFullOfWhatTheWorkerSays) {
  browser.connection->congested = true;
  const Bytes frame(4u << 20);
  int said = 0;
  for (; said < 100 && browser.connection->is_open(); ++said) say(frame);
  EXPECT_EQ(said, 17) << "64 MiB, and one that is too much";
  expect_bye(ByeCode::lagging);
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed) << "it may come back";
  EXPECT_TRUE(hand.is_open());
}

TEST_F(ProxyCaps, OnlySoManyPagesWaitForAWorkerToRender) {
  constexpr int most = 64;
  const auto silent = std::make_shared<Direction>();
  ProxyHost patient(silent, {.render_within = 1h});
  std::vector<std::thread> visitors;
  const auto error_of = [&] {
    try {
      pages.embed(patient.app("count"), {.path = "/"});
    } catch (const Failure& failure) {
      return failure.error();
    }
    return Error{};
  };
  for (int i = 0; i < most; ++i) {
    visitors.emplace_back([&] { EXPECT_EQ(error_of().code, Errc::closed); });
  }
  silent->wait_for(LineOp::render, most);
  const auto refused = error_of();
  EXPECT_EQ(refused.code, Errc::refused);
  EXPECT_NE(refused.message.find("more to render than it can"), std::string::npos) << refused.message;
  EXPECT_EQ(silent->count(LineOp::render), static_cast<std::size_t>(most));
  patient.closed();
  for (auto& visitor : visitors) visitor.join();
}

// A channel that is open, and takes nothing.
class Stuck final : public Channel {
 public:
  explicit Stuck(bool throws) : throws_(throws) {}
  Sent write(Payload) override {
    if (throws_) throw std::runtime_error("The disk is full.");
    return Sent::no;
  }
  bool is_open() const noexcept override { return open_; }
  void close() noexcept override { open_ = false; }

 private:
  const bool throws_;
  bool open_ = true;
};

TEST(ProxyLine, WhoseChannelTakesNothingClosesItSoThatTheOtherEndHears) {
  for (const bool throws : {false, true}) {
    const auto stuck = std::make_shared<Stuck>(throws);
    const detail::ProxyLine line(stuck);
    EXPECT_FALSE(line.is_open());
    EXPECT_FALSE(stuck->is_open());
  }
}

TEST(ProxyLine, ThatNobodyReadsIsClosedWhenTooMuchWaits) {
  const auto direction = std::make_shared<Direction>();
  direction->congested = true;
  detail::ProxyLine line(direction);
  const auto bytes = std::make_shared<const Bytes>(64u << 20);
  const Payload large({}, {bytes, *bytes});
  std::size_t sent = 0;
  for (; sent < 100 && line.is_open(); ++sent) line.send(large);
  EXPECT_EQ(sent, detail::ProxyLine::most_waiting / bytes->size()) << "with what each costs besides";
  EXPECT_FALSE(direction->is_open());
  EXPECT_EQ(bytes.use_count(), 2) << "nothing is kept of it";
}

}  // namespace
}  // namespace bonito
