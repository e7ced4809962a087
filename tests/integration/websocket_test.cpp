// WebSockets over real connections, by a client that may break every rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "integration/echo.hpp"

namespace bonito::http {
namespace {

using namespace std::chrono_literals;
using test::RawSocket;
using ::testing::HasSubstr;

Bytes bytes_of(std::string_view text) { return {as_bytes(text).begin(), as_bytes(text).end()}; }

TEST(WebSocket, AMessageKeepsItsKindAndItsBytes) {
  Echo echo;
  auto socket = echo.connect();
  for (const std::size_t size : std::vector<std::size_t>{0, 1, 125, 126, 511, 513, 65535, 65536, 1u << 20, 16u << 20}) {
    for (const bool binary : {true, false}) {
      const std::string message(size, 'x');
      socket.send(as_bytes(message), binary);
      const auto answer = socket.receive(patience);
      ASSERT_TRUE(answer) << size;
      EXPECT_TRUE(as_text(*answer) == message) << size;
      EXPECT_EQ(socket.last_was_binary(), binary);
    }
  }
}

TEST(WebSocket, AnEmptyMessageIsTakenLikeAnyOther) {
  Echo echo;
  auto socket = echo.connect();
  const auto open = echo.opened();
  EXPECT_GT(open->write(Opcode::binary, {}), 0u);
  EXPECT_EQ(socket.receive(patience), Bytes());
  open->close();
  EXPECT_EQ(open->write(Opcode::binary, {}), 0u);
}

TEST(WebSocket, MessagesSentAheadComeBackInOrder) {
  Echo echo;
  auto socket = echo.connect();
  std::thread sender([&] {
    for (int i = 0; i < 2000; ++i) socket.send(as_bytes(std::to_string(i)));
  });
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(text_of(socket.receive(patience)), std::to_string(i));
  sender.join();
}

TEST(WebSocket, FragmentsMakeOneMessageAlsoAroundAPing) {
  Echo echo;
  auto socket = echo.connect();
  socket.send_frame(0x01, as_bytes("one "));
  socket.send_frame(0x89, as_bytes("are you there?"));
  socket.send_frame(0x00, as_bytes(""));
  socket.send_frame(0x80, as_bytes("two"));
  EXPECT_EQ(text_of(socket.receive(patience)), "one two");
  EXPECT_EQ(socket.pongs(), 1u);
}

TEST(WebSocket, AMessageMayHaveManyFragments) {
  Echo echo;
  auto socket = echo.connect();
  socket.send_frame(0x02, as_bytes("a"));
  for (int i = 0; i < 65534; ++i) socket.send_frame(0x00, as_bytes("b"));
  socket.send_frame(0x80, as_bytes("c"));
  const auto answer = socket.receive(patience);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->size(), 65536u);
}

TEST(WebSocket, AMessageMayArriveByteByByte) {
  Echo echo;
  auto socket = echo.connect();
  const std::string frame("\x81\x85\x00\x00\x00\x00hello", 11);
  for (const char& byte : frame) socket.send_raw(as_bytes({&byte, 1}));
  EXPECT_EQ(text_of(socket.receive(patience)), "hello");
}

struct Offence {
  const char* name;
  std::string frames;
  std::uint16_t code;
};

std::string masked(std::string head, std::string_view payload) {
  head += static_cast<char>(0x80 | payload.size());
  return (head += std::string(4, '\0')) += payload;
}

TEST(WebSocket, WhoBreaksTheProtocolIsToldSo) {
  const Offence offences[] = {
      {"a reserved bit", masked("\xC1", "a"), 1002},
      {"a reserved opcode", masked("\x83", "a"), 1002},
      {"a reserved control opcode", masked("\x8B", "a"), 1002},
      {"a continuation of nothing", masked("\x80", "a"), 1002},
      {"a message inside another", masked("\x01", "a") + masked("\x81", "b"), 1002},
      {"a ping in two parts", masked("\x09", "a"), 1002},
      {"a long ping", std::string("\x89\xFE\x00\x7E\0\0\0\0", 8) + std::string(126, 'a'), 1002},
      {"a frame without a mask",
       "\x81\x01"
       "a",
       1002},
      {"a length in too many bytes", std::string("\x81\xFE\x00\x01\0\0\0\0a", 9), 1002},
      {"a close of one byte", masked("\x88", "a"), 1002},
      {"a close with 1005", masked("\x88", "\x03\xED"), 1002},
      {"a close with 999", masked("\x88", "\x03\xE7"), 1002},
      {"text that is not UTF-8", masked("\x81", "\xC0\xAF"), 1007},
      {"text that is not UTF-8, in parts", masked("\x01", "a\xE2") + masked("\x80", "(\xA1"), 1007},
      {"text that ends inside a character", masked("\x81", "\xE2\x82"), 1007},
      {"text that ends inside a character, in parts", masked("\x01", "\xE2\x82") + masked("\x80", ""), 1007},
  };
  Echo echo;
  for (const auto& offence : offences) {
    auto socket = echo.connect();
    socket.send_raw(as_bytes(offence.frames));
    EXPECT_FALSE(socket.receive(patience)) << offence.name;
    ASSERT_TRUE(socket.close_reason()) << offence.name;
    EXPECT_EQ(socket.close_reason()->code, offence.code) << offence.name;
    socket.tcp().shut_down_sending();
    EXPECT_EQ(echo.closed().code, offence.code) << offence.name;
  }
}

TEST(WebSocket, AMessageOverTheLimitIs1009WithASentence) {
  Echo echo({.max_message_bytes = 1000});
  {
    auto socket = echo.connect();
    socket.send(as_bytes(std::string(1000, 'a')));
    EXPECT_EQ(text_of(socket.receive(patience)).size(), 1000u);
    socket.send(as_bytes(std::string(1001, 'a')));
    EXPECT_FALSE(socket.receive(patience));
    EXPECT_EQ(socket.close_reason()->code, 1009);
    EXPECT_EQ(socket.close_reason()->text, "A message may have at most 1000 bytes.");
  }
  EXPECT_EQ(echo.closed().code, 1009);
  auto socket = echo.connect();  // in fragments
  for (int i = 0; i < 11; ++i) socket.send_frame(i == 0 ? 0x02 : 0x00, as_bytes(std::string(100, 'a')));
  EXPECT_FALSE(socket.receive(patience));
  EXPECT_EQ(socket.close_reason()->code, 1009);
}

TEST(WebSocket, TheCodeOfThePeerIsEchoedAndReported) {
  Echo echo;
  for (const std::uint16_t code : std::vector<std::uint16_t>{1000, 1001, 1011, 3000, 4999}) {
    auto socket = echo.connect();
    socket.close(code);
    EXPECT_EQ(socket.close_reason()->code, code);
    EXPECT_EQ(echo.closed().code, code);
  }
  auto socket = echo.connect();
  socket.close(std::nullopt);
  EXPECT_EQ(echo.closed().code, 1005);
}

TEST(WebSocket, APeerThatSaysGoodbyeAndStaysIsClosed) {
  Echo echo;
  auto polite = echo.connect();
  const auto first = echo.opened();
  polite.send_frame(0x88, as_bytes("\x0F\xA1"
                                   "bye"));
  const auto goodbye = echo.closed();  // after the five seconds that a peer has
  EXPECT_EQ(first->write(Opcode::text, bytes_of("too late")), 0u);
  EXPECT_EQ(goodbye.code, 4001);
  EXPECT_EQ(goodbye.text, "bye");
  auto rude = echo.connect();
  rude.send_frame(0xC1, as_bytes("a reserved bit"));
  EXPECT_FALSE(rude.receive(patience));
  EXPECT_EQ(rude.close_reason()->code, 1002);
  EXPECT_EQ(echo.closed().code, 1002);
}

TEST(WebSocket, APeerThatLeavesWithoutAWordIs1006) {
  Echo echo;
  {
    auto socket = echo.connect();
    socket.send_raw(as_bytes("\x81"));  // half a frame
    echo.opened();
  }
  EXPECT_EQ(echo.closed().code, 1006);
}

TEST(WebSocket, APeerThatDoesNotAnswerAPingIsDroppedAndOneThatDoesStays) {
  Echo echo({}, {.ping_interval = 4s});
  auto silent = echo.connect();
  auto alive = echo.connect();
  std::optional<Bytes> answer;
  std::thread reader([&] { answer = alive.receive(patience); });  // answers pings meanwhile
  EXPECT_EQ(echo.closed().code, 1006);
  alive.send(as_bytes("still here"));
  reader.join();
  EXPECT_EQ(text_of(answer), "still here");
  EXPECT_GE(alive.pings(), 1u);
}

TEST(WebSocket, CloseSendsWhatWaitsAndThenTheReason) {
  Echo echo;
  auto socket = echo.connect();
  const auto open = echo.opened();
  EXPECT_TRUE(open->is_open());
  for (int i = 0; i < 100; ++i) open->write(Opcode::text, bytes_of("last words"));
  open->close({4001, "You may go."});
  open->close({4002, "Twice."});
  EXPECT_FALSE(open->is_open());
  EXPECT_EQ(open->write(Opcode::text, bytes_of("too late")), 0u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(text_of(socket.receive(patience)), "last words");
  EXPECT_FALSE(socket.receive(patience));
  EXPECT_EQ(socket.close_reason()->code, 4001);
  EXPECT_EQ(socket.close_reason()->text, "You may go.");
  socket.tcp().shut_down_sending();
  EXPECT_EQ(echo.closed().code, 4001);
}

TEST(WebSocket, WriteTellsHowMuchWaitsAndDrainedThatNothingDoes) {
  Echo echo;
  auto socket = echo.connect();
  const auto open = echo.opened();
  const Bytes large(8u << 20);
  std::size_t waiting = 0;
  for (int i = 0; i < 4; ++i) waiting = open->write(Opcode::binary, large);
  EXPECT_GT(waiting, large.size() * 2);  // nobody reads yet
  EXPECT_EQ(echo.drained, 0);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(socket.receive(patience)->size(), large.size());
  socket.send(as_bytes("x"));  // its echo was written after all of that
  EXPECT_EQ(text_of(socket.receive(patience)), "x");
  EXPECT_GE(echo.drained, 1);
}

TEST(WebSocket, WhoSendsButDoesNotReadIsHeldBack) {
  Echo echo({.write_high_water = 1u << 20});
  auto socket = echo.connect();
  const auto open = echo.opened();
  std::thread sender([&] {
    const std::string message(1u << 20, 'x');
    for (int i = 0; i < 64; ++i) socket.send(as_bytes(message));
  });
  for (int i = 0; i < 64; ++i) {
    const auto waiting = open->write(Opcode::text, {});
    EXPECT_LE(waiting, 3u << 20);  // the mark, and the message that passed it
    std::optional<Bytes> message;
    while ((message = socket.receive(patience)) && message->empty()) {
    }
    ASSERT_TRUE(message);
    EXPECT_EQ(message->size(), 1u << 20);
  }
  sender.join();
}

TEST(WebSocket, WhoSendsButDoesNotReadIsHeldBackBySmallMessagesToo) {
  Echo echo({.write_high_water = 1u << 20});
  echo.many = 100'000;  // answers, of a byte each, to the first message; the second is heard when they have gone
  auto socket = echo.connect();
  for (int i = 0; i < 2; ++i) socket.send(as_bytes("x"), false);
  for (int i = 0; i < 100'000; ++i) ASSERT_EQ(text_of(socket.receive(patience)), "x");
  EXPECT_EQ(text_of(socket.receive(patience)), "x");
  EXPECT_EQ(echo.drained_before, 1);
}

TEST(WebSocket, WhoIsHeldBackIsHeardWhenItMayGoOn) {
  Echo echo;
  auto socket = echo.connect();
  const auto open = echo.opened();
  open->hold_back(true);
  const std::vector<std::string> sent = {"first", "second"};
  for (const auto& text : sent) socket.send(as_bytes(text), false);
  std::vector<std::string> heard;
  while (const auto early = socket.receive(std::chrono::milliseconds(50))) heard.push_back(text_of(early));
  EXPECT_LE(heard.size(), 1u) << "a read may have been under way";
  open->hold_back(false);
  while (heard.size() < sent.size()) heard.push_back(text_of(socket.receive(patience)));
  EXPECT_EQ(heard, sent);
}

TEST(WebSocket, ManyThreadsMayWriteToOneSocket) {
  Echo echo({}, {.io_threads = 2});
  auto socket = echo.connect();
  const auto open = echo.opened();
  constexpr int threads = 4, each = 1000;
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) open->write(Opcode::text, bytes_of(std::to_string(t) + " " + std::to_string(i)));
    });
  }
  std::vector<int> next(threads);
  for (int i = 0; i < threads * each; ++i) {
    const auto words = text_of(socket.receive(patience));
    const auto writer = static_cast<std::size_t>(words.at(0) - '0');
    ASSERT_EQ(words, std::to_string(writer) + " " + std::to_string(next.at(writer)++));
  }
  for (auto& writer : writers) writer.join();
}

TEST(WebSocket, WritingWhileThePeerLeavesIsHarmless) {
  Echo echo({}, {.io_threads = 2});
  for (int round = 0; round < 20; ++round) {
    std::optional<RawSocket> socket = echo.connect();
    socket->send(as_bytes("x"));
    EXPECT_EQ(text_of(socket->receive(patience)), "x");
    const auto open = echo.opened();
    std::thread writer([&] {
      while (open->write(Opcode::binary, Bytes(1000)) != 0) std::this_thread::yield();
    });
    if (round % 2) socket->close();
    socket.reset();
    writer.join();
    EXPECT_FALSE(open->is_open());
    echo.closed();
  }
}

TEST(WebSocket, WhatACallbackThrowsClosesWith1011AndIsNotShown) {
  Echo echo;
  auto socket = echo.connect();
  socket.send(as_bytes("throw"), false);
  EXPECT_FALSE(socket.receive(patience));
  EXPECT_EQ(socket.close_reason()->code, 1011);
  EXPECT_THAT(socket.close_reason()->text, Not(HasSubstr("secret")));
  auto other = echo.connect();
  other.send(as_bytes("still here"));
  EXPECT_EQ(text_of(other.receive(patience)), "still here");
}

TEST(WebSocket, ClosingTheServerSays1001ToEverySocket) {
  Echo echo({}, {.io_threads = 2});
  std::vector<RawSocket> sockets;
  for (int i = 0; i < 10; ++i) sockets.push_back(echo.connect());
  std::thread closing([&] { echo.server().close(); });
  for (auto& socket : sockets) {
    EXPECT_FALSE(socket.receive(patience));
    ASSERT_TRUE(socket.close_reason());
    EXPECT_EQ(socket.close_reason()->code, 1001);
    socket.tcp().shut_down_sending();
    EXPECT_EQ(echo.closed().code, 1001);
  }
  closing.join();
}

TEST(WebSocket, ASocketThatOutlivesItsServerIsClosed) {
  std::shared_ptr<WebSocket> open;
  {
    Echo echo;
    auto socket = echo.connect();
    open = echo.opened();
    echo.server().close();
    EXPECT_EQ(echo.closed().code, 1001);
  }
  EXPECT_FALSE(open->is_open());
  EXPECT_EQ(open->write(Opcode::text, bytes_of("anybody?")), 0u);
  open->close();
}

TEST(WebSocket, ManySocketsAtOnce) {
  Echo echo({}, {.io_threads = 2});
  std::vector<RawSocket> sockets;
  for (int i = 0; i < 200; ++i) sockets.push_back(echo.connect());
  for (std::size_t i = 0; i < sockets.size(); ++i) sockets[i].send(as_bytes(std::to_string(i)));
  for (std::size_t i = 0; i < sockets.size(); ++i) EXPECT_EQ(text_of(sockets[i].receive(patience)), std::to_string(i));
}

}  // namespace
}  // namespace bonito::http
