// The browser's half of the protocol, told frame by frame what a server says.
#include "support/raw_session.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "bonito/wire/encoder.hpp"

namespace bonito::test {
namespace {

Bytes message(ServerOp opcode, const std::vector<Value>& arguments) {
  Bytes bytes;
  Encoder out(bytes);
  out.unsigned_integer(static_cast<std::uint8_t>(opcode));
  for (const Value& argument : arguments) out.value(argument);
  return bytes;
}

Bytes data(DataHeader header, const std::vector<Bytes>& messages = {}) {
  Bytes frame = data_frame(header);
  for (const Bytes& one : messages) frame.insert(frame.end(), one.begin(), one.end());
  return frame;
}

Bytes set(int slot, Value value) { return message(ServerOp::set, {slot, std::move(value)}); }

Bytes part(int slot, std::size_t offset, const Bytes& whole, std::size_t size) {
  const auto start = whole.begin() + static_cast<std::ptrdiff_t>(offset);
  return message(ServerOp::part,
                 {slot, offset, whole.size(), Value(Bytes(start, start + static_cast<std::ptrdiff_t>(size)))});
}

Bytes said(std::uint16_t seq, std::uint16_t ack, BrowserOp opcode, int slot, const Value& argument) {
  Bytes frame = data_frame({seq, ack});
  Encoder out(frame);
  out.unsigned_integer(static_cast<std::uint8_t>(opcode));
  out.integer(slot);
  out.value(argument);
  return frame;
}

Bytes hello_of(const RawSession& session) {
  return hello_frame({.instance = session.instance(), .received = session.received()});
}

// A connection that has been opened and welcomed; its hello is out.
void welcome(RawSession& session, const Welcome& welcome = {}) {
  session.begin();
  EXPECT_EQ(session.next_frame(), hello_of(session));
  const auto understood = session.receive(welcome_frame(welcome));
  EXPECT_TRUE(understood) << understood.error().message;
}

std::vector<Value::List> messages(RawSession& session) {
  std::vector<Value::List> all;
  while (auto one = session.next_message()) all.push_back(*std::move(one));
  return all;
}

constexpr auto nothing = std::nullopt;

TEST(RawSession, SaysHelloFirstAndNothingElseUntilItIsWelcome) {
  RawSession session;
  session.notify(3, "kept");
  EXPECT_EQ(session.next_frame(), nothing) << "there is no connection";
  session.begin();
  EXPECT_EQ(session.next_frame(), hello_of(session));
  EXPECT_EQ(session.next_frame(), nothing);
  ASSERT_TRUE(session.receive(welcome_frame({})));
  EXPECT_EQ(session.next_frame(), said(1, 0, BrowserOp::notify, 3, "kept"));
  EXPECT_EQ(session.next_frame(), nothing);
}

TEST(RawSession, ReadsMessagesInOrderAndLeavesPaddingOut) {
  RawSession session;
  welcome(session);
  ASSERT_TRUE(session.receive(
      data({1, 0}, {message(ServerOp::mirror, {4, "line", 7}), message(ServerOp::pad, {Value(Bytes(3))}), set(4, 8)})));
  ASSERT_TRUE(session.receive(data({2, 0}, {message(ServerOp::region, {5, "<p>"}), message(ServerOp::sheet, {5, "p{}"}),
                                            message(ServerOp::error, {"no"})})));
  const std::vector<Value::List> expected = {{2, 4, "line", 7}, {1, 4, 8}, {6, 5, "<p>"}, {7, 5, "p{}"}, {3, "no"}};
  EXPECT_EQ(messages(session), expected);
  EXPECT_EQ(session.mirror("line"), 4u);
  EXPECT_EQ(session.mirror("other"), nothing);
}

TEST(RawSession, AcknowledgesWhatItAppliedAtOnceOrWithItsDataOrNever) {
  for (const auto how : {Acknowledge::at_once, Acknowledge::with_data, Acknowledge::never}) {
    RawSession session(how);
    welcome(session);
    ASSERT_TRUE(session.receive(data({1, 0})));
    ASSERT_TRUE(session.receive(data({2, 0})));
    EXPECT_EQ(session.next_frame(), how == Acknowledge::at_once ? std::optional(ack_frame(2)) : nothing);
    EXPECT_EQ(session.next_frame(), nothing);
    ASSERT_TRUE(session.receive(data({3, 0})));
    session.event(9);
    const auto ack = static_cast<std::uint16_t>(how == Acknowledge::never ? 0 : 3);
    EXPECT_EQ(session.next_frame(), said(1, ack, BrowserOp::event, 9, Value(Value::List{})));
    EXPECT_EQ(session.next_frame(), nothing);
  }
}

TEST(RawSession, SaysAgainAfterALossWhatWasNotAcknowledged) {
  RawSession session;
  welcome(session);
  for (int i = 1; i <= 4; ++i) session.notify(3, i);
  while (session.next_frame()) {
  }
  ASSERT_TRUE(session.receive(data({1, 1})));  // the first has arrived, the server says …
  session.notify(3, 5);
  welcome(session, {.received = 2, .mode = Mode::resumed, .next = 2});  // … and the second, as it turns out
  EXPECT_EQ(session.acknowledged(), 2u);
  for (std::uint16_t i = 3; i <= 5; ++i) EXPECT_EQ(session.next_frame(), said(i, 1, BrowserOp::notify, 3, i));
  EXPECT_EQ(session.next_frame(), nothing);
  ASSERT_TRUE(session.receive(ack_frame(5)));
  ASSERT_TRUE(session.receive(ack_frame(4))) << "an older one says nothing";
  EXPECT_EQ(session.acknowledged(), 5u);
}

TEST(RawSession, SkipsTheNumbersThatASnapshotSkips) {
  RawSession session;
  welcome(session);
  ASSERT_TRUE(session.receive(data({1, 0}, {part(4, 0, set(4, "a long value"), 5)})));
  welcome(session, {.mode = Mode::snapshot, .next = 70'001});
  ASSERT_TRUE(session.receive(data({70'001 & 0xffff, 0}, {set(4, "another")})));
  EXPECT_EQ(session.received(), 70'001u);
  EXPECT_EQ(messages(session), (std::vector<Value::List>{{1, 4, "another"}}));
  session.begin();
  EXPECT_EQ(session.next_frame(), hello_frame({.instance = session.instance(), .received = 70'001}));
}

TEST(RawSession, CountsOnWhenTheNumbersOfTheWireBeginAnew) {
  RawSession session;
  welcome(session);
  for (unsigned i = 1; i <= 70'000; ++i) {
    const auto number = static_cast<std::uint16_t>(i);
    session.notify(1, nullptr);
    ASSERT_EQ(session.next_frame(), said(number, static_cast<std::uint16_t>(i - 1), BrowserOp::notify, 1, nullptr));
    ASSERT_TRUE(session.receive(data({number, number})));
  }
  EXPECT_EQ(session.received(), 70'000u);
  EXPECT_EQ(session.acknowledged(), 70'000u);
}

TEST(RawSession, PutsPartsTogetherBetweenOtherMessages) {
  RawSession session;
  welcome(session);
  const Bytes four = set(4, std::string(100, 'x'));
  const Bytes five = message(ServerOp::mirror, {5, "five", std::string(50, 'y')});
  ASSERT_TRUE(session.receive(data({1, 0}, {part(4, 0, four, 40), part(5, 0, five, 40), set(6, 1)})));
  ASSERT_TRUE(session.receive(data({2, 0}, {part(4, 40, four, 63), part(5, 40, five, five.size() - 40)})));
  ASSERT_EQ(four.size(), 104u);
  ASSERT_TRUE(session.receive(data({3, 0}, {part(4, 103, four, 1)})));
  const std::vector<Value::List> expected = {
      {1, 6, 1}, {2, 5, "five", std::string(50, 'y')}, {1, 4, std::string(100, 'x')}};
  EXPECT_EQ(messages(session), expected);
  EXPECT_EQ(session.mirror("five"), 5u);
}

TEST(RawSession, DropsThePartsOfAnOlderValueForANewerOne) {
  RawSession session;
  welcome(session);
  const Bytes old = set(4, std::string(100, 'x'));
  const Bytes newer = set(4, std::string(100, 'y'));
  ASSERT_TRUE(session.receive(data({1, 0}, {part(4, 0, old, 40), part(4, 0, newer, 60), part(4, 60, newer, 44)})));
  ASSERT_TRUE(session.receive(data({2, 0}, {part(4, 0, old, 40), set(4, "whole")})));
  const std::vector<Value::List> expected = {{1, 4, std::string(100, 'y')}, {1, 4, "whole"}};
  EXPECT_EQ(messages(session), expected);
  EXPECT_FALSE(session.receive(data({3, 0}, {part(4, 40, old, 10)}))) << "its parts were dropped";
}

TEST(RawSession, AnswersAPingWithItsBytes) {
  RawSession session;
  welcome(session);
  ASSERT_TRUE(session.receive(ping_frame(as_bytes("12345678"))));
  EXPECT_EQ(session.next_frame(), pong_frame(as_bytes("12345678")));
}

TEST(RawSession, SaysNothingMoreAfterAByeUntilTheNextConnection) {
  RawSession session;
  welcome(session);
  session.event(1);
  ASSERT_TRUE(session.receive(bye_frame({ByeCode::superseded, "Another one."})));
  EXPECT_EQ(session.next_frame(), nothing);
  ASSERT_TRUE(session.bye());
  EXPECT_EQ(session.bye()->code, ByeCode::superseded);
  welcome(session, {.mode = Mode::resumed, .next = 1});
  EXPECT_FALSE(session.bye());
  EXPECT_TRUE(session.next_frame());
}

TEST(RawSession, KeepsNoMoreFramesThanItMay) {
  RawSession session;
  for (int i = 0; i < 16'384; ++i) ASSERT_TRUE(session.notify(1, i));
  EXPECT_FALSE(session.notify(1, nullptr));
  welcome(session);
  while (session.next_frame()) {
  }
  ASSERT_TRUE(session.receive(ack_frame(1)));
  EXPECT_TRUE(session.notify(1, nullptr));
}

TEST(RawSession, TellsOnAServerThatBreaksTheProtocol) {
  const auto complaint = [](const Bytes& frame, const Welcome& first = {}) {
    RawSession session;
    welcome(session);
    for (int i = 1; i <= 3; ++i) session.notify(1, i);  // 1 and 2 are acknowledged, 3 is on its way
    while (session.next_frame()) {
    }
    EXPECT_TRUE(session.receive(data({1, 2})));
    if (first.mode != Mode::fresh) welcome(session, first);
    if (kind_of(frame) == FrameKind::welcome) session.begin();
    const auto understood = session.receive(frame);
    return understood ? "none" : understood.error().message;
  };
  for (const Bytes& good : {data({2, 3}), data({2, 0}), ack_frame(3), welcome_frame({1, 2, Mode::resumed, 2}),
                            welcome_frame({1, 3, Mode::resumed, 2}), welcome_frame({1, 3, Mode::snapshot, 2})}) {
    EXPECT_EQ(complaint(good), "none");
  }
  EXPECT_EQ(complaint(data({3, 2}), {1, 3, Mode::snapshot, 3}), "none");
  const Bytes whole = set(4, "a long value");
  for (const Bytes& bad : std::vector<Bytes>{
           {},
           {std::byte{7}},
           {std::byte{0x80}, std::byte{2}},
           {std::byte{0}, std::byte{2}},
           hello_frame({}),
           data({1, 2}),  // again
           data({3, 2}),  // one is missing
           data({2, 4}),  // acknowledges what was not sent
           ack_frame(4),
           data({2, 2}, {message(ServerOp{99}, {})}),
           data({2, 2}, {message(ServerOp::set, {1})}),
           data({2, 2}, {message(ServerOp::set, {"one", 1})}),
           data({2, 2}, {message(ServerOp::mirror, {1, 1, 1})}),
           data({2, 2}, {message(ServerOp::region, {1, 1})}),
           data({2, 2}, {message(ServerOp::sheet, {1, 1})}),
           data({2, 2}, {message(ServerOp::error, {1})}),
           data({2, 2}, {part(4, 3, whole, 2)}),                        // without a beginning
           data({2, 2}, {part(4, 0, whole, 2), part(4, 3, whole, 2)}),  // with a gap
           data({2, 2}, {part(5, 0, whole, whole.size())}),             // about another slot
           data({2, 2}, {part(4, 0, message(ServerOp::error, {""}), 2)}),
           welcome_frame({2, 2, Mode::resumed, 2}),
           welcome_frame({1, 1, Mode::resumed, 2}),  // it had more
           welcome_frame({1, 4, Mode::resumed, 2}),  // it cannot have had so much
           welcome_frame({1, 2, Mode::resumed, 3}),
           welcome_frame({1, 2, Mode::resumed, 1}),
           welcome_frame({1, 2, Mode::snapshot, 1}),  // a number twice
           welcome_frame({1, 0, Mode::fresh, 1}),     // a second time
       }) {
    EXPECT_NE(complaint(bad), "none") << ::testing::PrintToString(bad);
  }
  RawSession early;
  early.begin();
  EXPECT_FALSE(early.receive(data({1, 0})));
  EXPECT_FALSE(early.receive(ack_frame(0)));
  EXPECT_TRUE(early.receive(welcome_frame({})));
  EXPECT_FALSE(early.receive(welcome_frame({})));
}

}  // namespace
}  // namespace bonito::test
