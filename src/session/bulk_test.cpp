// Long messages beside the others: a page with a second way, which may be lost.
#include <stdexcept>

#include "session/bulk_fixture.hpp"

namespace bonito::testing {
namespace {

TEST_F(Bulk, BringsALongValueWhileSmallOnesPassIt) {
  connect();
  text.set(large('a'));
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 1u);
  ASSERT_TRUE(is_bulk(messages[0]));
  pieces.announce(messages[0][1], messages[0][2], messages[0][3]);
  count.set(1);
  EXPECT_EQ(browser.messages(), (Messages{set(2, 1)}));
  EXPECT_FALSE(beside->quiet()) << "it has gone out, and nothing of it is acknowledged";
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
  text.set("small");
  EXPECT_EQ(browser.messages(), (Messages{set(1, "small")}));
}

TEST_F(Bulk, IsForWhoeverHasTheWayOpen) {
  browser.connect();
  text.set(large('a'));
  auto messages = browser.messages();
  EXPECT_TRUE(std::ranges::all_of(messages, is_part));
  open_beside();
  text.set(large('b'));
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('b')}));
  lose_beside();
  text.set(large('c'));
  messages = browser.messages();
  EXPECT_TRUE(is_part(messages.back()));
  EXPECT_TRUE(std::ranges::none_of(messages, is_bulk));
}

TEST_F(Bulk, GoesOnAmongTheOthersWhenItsWayIsLost) {
  connect();
  text.set(large('a'));
  take_announcements();
  take_pieces(*beside, 1);
  acknowledge_pieces();
  lose_beside();  // with what was on its way
  while (!browser.connection->quiet()) {
    const Bytes frame = browser.connection->next();
    ASSERT_EQ(kind_of(frame), FrameKind::bulk);
    pieces.take(frame);
    acknowledge_pieces();
  }
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
}

TEST_F(Bulk, GoesOnByTheNextWayWithWhatTheLastOneLost) {
  connect();
  text.set(large('a'));
  take_announcements();
  const auto before = beside;
  open_beside();  // the page was faster than the end of the last one
  EXPECT_FALSE(before->is_open());
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
}

TEST_F(Bulk, GoesOnWhenThePageIsBackOnANewConnection) {
  connect();
  text.set(large('a'));
  take_announcements();
  take_pieces(*beside);  // came, and its acknowledgement was lost
  browser.session->soft_close();
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
}

TEST_F(Bulk, BeginsAnewForAnotherPage) {
  connect();
  text.set(large('a'));
  browser.settle();
  browser.session->soft_close();
  browser.instance = std::byte{2};
  browser.received = 0;
  pieces = {};
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::snapshot);
  while (!beside->quiet()) static_cast<void>(beside->next());  // of the page that was here
  open_beside();
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
  EXPECT_EQ(others, (Messages{set(2, 0)}));
}

TEST_F(Bulk, IsStoppedByANewerValue) {
  connect();
  text.set(large('a'));
  take_announcements();
  take_pieces(*beside, 1);
  text.set("small");
  EXPECT_EQ(browser.messages(), (Messages{set(1, "small")}));
  acknowledge_pieces();
  while (!beside->quiet()) static_cast<void>(beside->next());
  text.set(large('c'));
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('c')}));
}

TEST_F(Bulk, OfTheNextMessageIsNotTakenForTheLastOnesWhenItOvertakesItsAnnouncement) {
  connect();
  text.set(std::string(8 << 20, 'a'));
  take_announcements();
  take_pieces(*beside, 1);
  acknowledge_pieces();
  text.set(large('b'));
  browser.settle();
  take_pieces(*beside);  // of both, while the frame that announces the second is still on its way
  acknowledge_pieces();
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('b')}));
}

TEST_F(Bulk, IsNotStoppedWhenAllOfItIsOnItsWay) {
  connect();
  text.set(std::string(70'000, 'a'));
  take_announcements();
  take_pieces(*beside, 1);
  acknowledge_pieces();
  text.set("small");
  EXPECT_EQ(browser.messages(), Messages{});
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{std::string(70'000, 'a')}));
  EXPECT_EQ(others, (Messages{set(1, "small")}));
}

TEST_F(Bulk, WaitsForAWayThatIsCongested) {
  connect();
  beside->congested = true;
  text.set(large('a'));
  take_announcements();
  EXPECT_EQ(take_pieces(*beside), 1u);
  acknowledge_pieces();
  EXPECT_TRUE(beside->quiet());
  count.set(1);
  EXPECT_EQ(browser.messages(), (Messages{set(2, 1)})) << "the other way is not";
  beside->congested = false;
  attachment.writable();
  browser.settle();
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
}

TEST_F(Bulk, EndsWithTheSession) {
  connect();
  browser.session->close();
  EXPECT_FALSE(beside->is_open());
  const auto late = std::make_shared<MemoryConnection>();
  const auto attached = connection().bulk_handler().attach(*browser.session, late);
  EXPECT_FALSE(late->is_open());
  EXPECT_EQ(attached.closed(), LoopEnd::session_closed);
}

TEST_F(Bulk, ThatNobodySentMayNotBeAcknowledged) {
  connect();
  text.set(large('a'));
  browser.settle();
  browser.session->process_message(bulk_frame(9'000));
  browser.settle();
  ASSERT_TRUE(browser.connection->bye());
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::protocol);
}

// Says that it is open, and takes nothing.
class Stubborn final : public Channel {
 public:
  Sent write(Payload) override { return Sent::no; }
  bool is_open() const noexcept override { return true; }
  void close() noexcept override {}
};

TEST_F(Bulk, GoesAmongTheOthersWhereItsWayTakesNothing) {
  browser.connect();
  browser.messages();
  attachment = connection().bulk_handler().attach(*browser.session, std::make_shared<Stubborn>());
  text.set(large('a'));
  browser.settle();
  bool told = false;
  for (; !told && !browser.connection->quiet(); browser.settle()) {
    const Bytes frame = browser.connection->next();
    if (kind_of(frame) == FrameKind::bulk) {
      pieces.take(frame);
      acknowledge_pieces();
      told = !pieces.told.empty();
    } else {
      Decoder in(BytesView(frame).subspan(1 + data_header_size));
      ASSERT_EQ(in.next().value(), Value(static_cast<int>(ServerOp::bulk)));
      const Value slot = in.next().value();
      const Value first = in.next().value();
      pieces.announce(slot, first, in.next().value());
      ++browser.received;
      browser.acknowledge();
    }
  }
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a')}));
}

// Has no second way, and does not know how to say so.
class Throwing final : public WebSocketConnection {
 public:
  std::shared_ptr<Channel> bulk() override { throw std::runtime_error("there is no second wire"); }
};

TEST_F(SessionTest, AConnectionWhoseBulkThrowsHasNoSecondWayAndNothingElseIsHarmed) {
  const Registration throwing = force_connection<Throwing>();
  const Observable<std::string> text{"…"};
  Browser browser(registry, App([=] { return dom::p(text); }));
  browser.connect();
  text.set("small");
  EXPECT_EQ(browser.messages(), (Messages{set(1, "small")}));
  text.set(large('a'));
  const auto messages = browser.messages();
  EXPECT_GT(messages.size(), 1u);
  EXPECT_TRUE(std::ranges::all_of(messages, is_part));
  EXPECT_FALSE(browser.session->error());
}

TEST_F(BulkOfEvery, KeepsTheOrderOfTheValuesOfOneSlot) {
  connect();
  text.set(large('a'));
  text.set("small");
  text.set(large('b'));
  take_announcements();
  EXPECT_EQ(browser.messages(), Messages{}) << "the small one waits for the long one before it";
  take_pieces(*beside);
  acknowledge_pieces();
  take_all(*beside);
  EXPECT_EQ(pieces.told, (std::vector<Value>{large('a'), "small", large('b')}));
}

}  // namespace
}  // namespace bonito::testing
