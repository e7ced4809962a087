// How a WebSocket begins: upgrades that are refused, decided late or never, and what both sides agree on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "integration/echo.hpp"

namespace bonito::http {
namespace {

using test::RawSocket;
using ::testing::StartsWith;

TEST(WebSocketUpgrade, AnUpgradeMayBeRefused) {
  Echo echo;
  const auto refused = RawSocket::connect(echo.port(), "/forbidden");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "The server answered 403: not you");
  EXPECT_THAT(RawSocket::connect(echo.port(), "/broken").error().message, StartsWith("The server answered 500"));
}

TEST(WebSocketUpgrade, AnUpgradeMayBeDecidedLaterOnAnyThread) {
  Echo echo;
  for (const bool welcome : {true, false}) {
    auto connecting = std::async(std::launch::async, [&] { return RawSocket::connect(echo.port(), "/later"); });
    const auto decide = echo.asked();
    decide(welcome ? UpgradeAnswer(echo.accept()) : Response{.status = 403, .body = "not you"});
    decide(Response{.status = 500});  // dropped
    auto socket = connecting.get();
    ASSERT_EQ(bool(socket), welcome);
    if (!welcome) {
      EXPECT_EQ(socket.error().message, "The server answered 403: not you");
      continue;
    }
    socket->send(as_bytes("hello"), false);
    EXPECT_EQ(text_of(socket->receive(patience)), "hello");
  }
}

TEST(WebSocketUpgrade, AnUpgradeThatNobodyDecidesIs500) {
  Echo echo;
  auto connecting = std::async(std::launch::async, [&] { return RawSocket::connect(echo.port(), "/later"); });
  echo.asked() = nullptr;
  EXPECT_THAT(connecting.get().error().message, StartsWith("The server answered 500"));
}

TEST(WebSocketUpgrade, AnUpgradeThatIsDecidedAfterTheEndIsDropped) {
  Echo echo;
  auto connecting = std::async(std::launch::async, [&] { return RawSocket::connect(echo.port(), "/later"); });
  const auto decide = echo.asked();
  echo.server().close();
  decide(echo.accept());
  EXPECT_FALSE(connecting.get());
}

TEST(WebSocketUpgrade, APeerThatLeftBeforeTheDecisionDoesNoHarm) {
  Echo echo;
  {
    auto tcp = test::RawTcp::connect(echo.port()).value();
    tcp.send(
        "GET /later HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }
  echo.asked()(echo.accept());
  auto socket = echo.connect();
  socket.send(as_bytes("hello"), false);
  EXPECT_EQ(text_of(socket.receive(patience)), "hello");
}

TEST(WebSocketUpgrade, AHandshakeThatIsNoneIs400) {
  Echo echo;
  const Headers no_key{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
  EXPECT_EQ(test::http_get("127.0.0.1", echo.port(), "/", no_key).value().status, 400);
  EXPECT_EQ(test::http_get("127.0.0.1", echo.port(), "/").value().body, "a page");
}

TEST(WebSocketUpgrade, CompressionIsOnlySpokenIfBothWantIt) {
  const Headers offer{{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}};
  Echo plain;
  EXPECT_EQ(find_header(plain.connect(offer).handshake().headers, "Sec-WebSocket-Extensions"), "");
  Echo echo({.compression = true});
  EXPECT_EQ(find_header(echo.connect().handshake().headers, "Sec-WebSocket-Extensions"), "");
  auto socket = echo.connect(offer);
  EXPECT_THAT(find_header(socket.handshake().headers, "Sec-WebSocket-Extensions"), StartsWith("permessage-deflate"));
  // RFC 7692, 7.2.3.1: "Hello", compressed; what comes back is compressed too, and shorter than a thousand.
  socket.send_frame(0xC1, as_bytes("\xf2\x48\xcd\xc9\xc9\x07\x00"));
  EXPECT_EQ(socket.receive(patience)->size(), 7u);
  socket.send(as_bytes(std::string(1000, 'x')));
  EXPECT_LT(socket.receive(patience)->size(), 100u);
}

}  // namespace
}  // namespace bonito::http
