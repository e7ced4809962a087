// Long messages beside the others: a page with a second way, which is lost at any moment.
#include <algorithm>
#include <deque>
#include <map>
#include <random>

#include "bonito/dom/html.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {
namespace {

// What a page does with bulk frames: protocol/README.md, "Bulk".
class Pieces {
 public:
  void announce(const Value& slot, const Value& first, const Value& total) {
    slot_ = slot;
    next_ = static_cast<std::uint16_t>(*first.integer());
    whole_.clear();
    total_ = static_cast<std::size_t>(*total.integer());
    for (const auto& [seq, piece] : std::exchange(early_, {})) add(seq, piece);
  }
  void take(const Bytes& frame) {
    const auto seq = parse_bulk_ack(body_of(frame).first(bulk_header_size)).value();
    const auto piece = body_of(frame).subspan(bulk_header_size);
    add(seq, {piece.begin(), piece.end()});
  }
  void drop(const Value& slot) {
    if (slot == slot_) total_ = 0;
  }
  void drop() { total_ = 0; }
  std::uint16_t received() const { return static_cast<std::uint16_t>(next_ - 1); }

  std::vector<Value> told;  // of the messages that are complete

 private:
  void add(std::uint16_t seq, const Bytes& piece) {
    const auto ahead = static_cast<std::int16_t>(seq - next_);
    if (ahead > 0 || (ahead == 0 && total_ == 0)) early_.emplace_back(seq, piece);
    if (ahead != 0 || total_ == 0) return;
    ++next_;
    whole_.insert(whole_.end(), piece.begin(), piece.end());
    ASSERT_LE(whole_.size(), total_);
    if (whole_.size() < total_) return;
    total_ = 0;
    Decoder in(whole_);
    ASSERT_EQ(in.next().value(), Value(static_cast<int>(ServerOp::set)));
    ASSERT_EQ(in.next().value(), slot_);
    told.push_back(in.next().value());
  }

  Value slot_;
  std::uint16_t next_ = 1;
  std::size_t total_ = 0;  // 0: there is no such message
  Bytes whole_;
  std::vector<std::pair<std::uint16_t, Bytes>> early_;
};

std::string large(char letter) { return std::string(200'000, letter); }
bool is_bulk(const Value::List& message) { return message[0] == Value(static_cast<int>(ServerOp::bulk)); }
bool is_part(const Value::List& message) { return message[0] == Value(static_cast<int>(ServerOp::part)); }

class Bulk : public SessionTest {
 protected:
  const Registration dual = force_connection<DualWebSocketConnection>();
  const Observable<std::string> text{"…"};
  const Observable<int> count{0};
  const Delivery delivery = Delivery::latest;
  Browser browser{registry,
                  App([=, this] { return dom::p(dom::b(text.deliver(delivery)), dom::i(count.deliver(delivery))); })};
  std::shared_ptr<MemoryConnection> beside;
  Attachment attachment;
  Pieces pieces;
  Messages others;  // than announcements

  explicit Bulk(Delivery how = Delivery::latest) : delivery(how) {}

  DualWebSocketConnection& connection() {
    return dynamic_cast<DualWebSocketConnection&>(*browser.session->connection());
  }
  void open_beside() {
    beside = std::make_shared<MemoryConnection>();
    attachment = connection().bulk_handler().attach(*browser.session, beside);
    browser.settle();
  }
  void lose_beside() {
    beside->close();
    EXPECT_EQ(attachment.closed(), LoopEnd::superseded);
    browser.settle();
  }
  void connect() {
    browser.connect();
    open_beside();
    browser.messages();
  }
  // Of bulk frames, wherever they come.
  std::size_t take_pieces(MemoryConnection& from, std::size_t most = SIZE_MAX) {
    std::size_t taken = 0;
    for (; taken < most && !from.quiet(); ++taken) pieces.take(from.next());
    return taken;
  }
  void acknowledge_pieces() {
    browser.session->process_message(bulk_frame(pieces.received()));
    browser.settle();
  }
  void take_announcements() {
    for (const auto& message : browser.messages()) {
      is_bulk(message) ? pieces.announce(message[1], message[2], message[3]) : others.push_back(message);
    }
  }
  // Until nothing more comes.
  void take_all(MemoryConnection& from) {
    take_announcements();
    while (take_pieces(from) > 0) {
      acknowledge_pieces();
      take_announcements();
    }
  }
};

class BulkOfEvery : public Bulk {
 protected:
  BulkOfEvery() : Bulk(Delivery::every) {}
};

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
  EXPECT_TRUE(std::ranges::all_of(messages, is_part));
  EXPECT_GT(messages.size(), 1u);
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

// Both ways are cut again and again, with whatever is on them.
TEST_F(BulkOfEvery, TellsEveryValueOnceAndInOrderHoweverOftenItsWaysAreLost) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  browser.connect();
  std::vector<Value> values;
  // The page, as far as it is in one piece: data frames are read by `browser`, which acknowledges each.
  const auto read = [&] {
    for (browser.settle(); !browser.connection->quiet(); browser.settle()) {
      const Bytes frame = browser.connection->next();
      if (kind_of(frame) == FrameKind::bulk) {
        pieces.take(frame);
        if (!one_in(3)) acknowledge_pieces();
        continue;
      }
      if (kind_of(frame) != FrameKind::data) continue;
      ++browser.received;
      Decoder in(BytesView(frame).subspan(1 + data_header_size));
      while (!in.done()) {
        const auto op = static_cast<ServerOp>(*in.next().value().integer());
        const Value slot = in.next().value();
        const Value first = in.next().value();
        if (op == ServerOp::bulk) {
          pieces.announce(slot, first, in.next().value());
          acknowledge_pieces();
        } else if (op == ServerOp::set) {
          pieces.drop(slot);
          pieces.told.push_back(first);
        } else {
          const auto total = in.next().value();
          const auto bytes = in.next().value();
          static Bytes whole;
          if (*first.integer() == 0) whole.clear();
          pieces.drop();
          const auto part = *bytes.bytes();
          whole.insert(whole.end(), part.begin(), part.end());
          if (static_cast<std::int64_t>(whole.size()) < *total.integer()) continue;
          Decoder message(whole);
          static_cast<void>(message.next().value());
          static_cast<void>(message.next().value());
          pieces.told.push_back(message.next().value());
        }
      }
      if (!one_in(3)) browser.acknowledge();
    }
  };
  const auto read_beside = [&] {
    while (beside && !beside->quiet()) {
      pieces.take(beside->next());
      if (!one_in(3)) acknowledge_pieces();
    }
  };
  for (int step = 0; step < 400; ++step) {
    switch (random() % 8) {
      case 0: open_beside(); break;
      case 1:
        if (beside) lose_beside();
        break;
      case 2:
        browser.session->soft_close();
        browser.connect();
        ASSERT_TRUE(browser.welcome);
        ASSERT_EQ(browser.welcome->mode, Mode::resumed);
        break;
      case 3:
      case 4: read(); break;
      case 5: read_beside(); break;
      default:
        if (values.size() > 60 || one_in(2)) break;
        values.push_back(one_in(2) ? std::to_string(step) : std::to_string(step) + large('x'));
        text.set(std::string(*values.back().text()));
    }
  }
  browser.session->soft_close();
  browser.connect();
  open_beside();
  for (int quiet = 0; quiet < 3; ++quiet) {
    const auto before = pieces.told.size();
    read();
    read_beside();
    browser.acknowledge();
    acknowledge_pieces();
    if (pieces.told.size() != before || !beside->quiet() || !browser.connection->quiet()) quiet = 0;
  }
  ASSERT_EQ(pieces.told.size(), values.size());
  EXPECT_TRUE(pieces.told == values);
}

}  // namespace
}  // namespace bonito::testing
