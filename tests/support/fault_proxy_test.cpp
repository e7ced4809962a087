// Each fault, between two plain sockets.
#include "support/fault_proxy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace bonito::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr int patience = 60'000;  // milliseconds

// One end of a connection. Its calls block, with patience.
class End {
 public:
  explicit End(int socket) : socket_(socket) {}
  End(End&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  End& operator=(End&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
  }
  ~End() {
    if (socket_ >= 0) ::close(socket_);
  }
  static End connect(std::uint16_t port) {
    End end(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(end.socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return end;
  }

  void send(std::string_view text) { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  void end() { ::shutdown(socket_, SHUT_WR); }
  bool hears_nothing() {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) == 0;
  }
  // As many bytes, or fewer if the stream ends before.
  std::string receive(std::size_t bytes) {
    std::string all;
    while (all.size() < bytes && receive_some(all, bytes - all.size()) > 0) {
    }
    return all;
  }
  // What still comes, and then "(end)" or "(reset)".
  std::string rest() {
    std::string all;
    ssize_t size;
    do {
      size = receive_some(all, 4096);
    } while (size > 0);
    return all + (size == 0 ? "(end)" : errno == ECONNRESET ? "(reset)" : "(nothing)");
  }

 private:
  ssize_t receive_some(std::string& all, std::size_t most) {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    errno = 0;
    if (::poll(&waiting, 1, patience) <= 0) return -1;
    char bytes[4096];
    const auto size = ::recv(socket_, bytes, std::min(most, sizeof bytes), 0);
    if (size > 0) all.append(bytes, static_cast<std::size_t>(size));
    return size;
  }
  int socket_;
};

class FaultProxyTest : public ::testing::Test {
 protected:
  // What listens behind the proxy.
  class Listener {
   public:
    Listener() {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      socklen_t size = sizeof address;
      EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
      EXPECT_EQ(::listen(socket_, 16), 0);
      getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
      port_ = ntohs(address.sin_port);
    }
    ~Listener() { ::close(socket_); }
    std::uint16_t port() const { return port_; }
    bool hears_nothing() const {
      pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
      return ::poll(&waiting, 1, 0) == 0;
    }
    End accept() const {
      pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
      EXPECT_EQ(::poll(&waiting, 1, patience), 1);
      return End(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
    }

   private:
    const int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::uint16_t port_ = 0;
  };
  struct Pair {
    End client, server;
  };
  // A connection through the proxy, and one byte each way to show that it stands.
  Pair connect() {
    End client = End::connect(proxy.port());
    End server = listener.accept();
    client.send("?");
    EXPECT_EQ(server.receive(1), "?");
    server.send("!");
    EXPECT_EQ(client.receive(1), "!");
    return {std::move(client), std::move(server)};
  }

  Listener listener;
  FaultProxy proxy{listener.port()};
};

TEST_F(FaultProxyTest, ALineWithoutFaultsMovesEverythingBothWaysAndTellsTheEnds) {
  auto [client, server] = connect();
  const std::string much(1u << 16, 'x');
  client.send(much + "to the server");
  EXPECT_EQ(server.receive(much.size() + 13), much + "to the server");
  server.send("to the client");
  EXPECT_EQ(client.receive(13), "to the client");
  client.end();
  EXPECT_EQ(server.rest(), "(end)");
  server.send("one way is open still");
  server.end();
  EXPECT_EQ(client.rest(), "one way is open still(end)");
  while (proxy.open() > 0) {
  }
  EXPECT_EQ(proxy.accepted(), 1u);
}

TEST_F(FaultProxyTest, WhenOneSideIsLostTheOtherReadsAReset) {
  auto [client, server] = connect();
  server.send("not read");
  EXPECT_EQ(client.receive(1), "n");
  { const End lost = std::move(client); }  // with bytes unread, which resets
  EXPECT_EQ(server.rest(), "(reset)");
}

TEST_F(FaultProxyTest, WhereNobodyListensTheClientReadsAReset) {
  std::optional<Listener> gone(std::in_place);
  FaultProxy to_nobody(gone->port());
  gone.reset();
  EXPECT_EQ(End::connect(to_nobody.port()).rest(), "(reset)");
}

TEST_F(FaultProxyTest, CutResetsBothSidesOfEveryConnectionAndTheNextIsWell) {
  auto one = connect();
  auto two = connect();
  proxy.cut();
  for (auto* pair : {&one, &two}) {
    EXPECT_EQ(pair->client.rest(), "(reset)");
    EXPECT_EQ(pair->server.rest(), "(reset)");
  }
  EXPECT_EQ(proxy.open(), 0u);
  connect();
}

TEST_F(FaultProxyTest, HalfCloseEndsOneWayAndTheOtherGoesOn) {
  auto [client, server] = connect();
  proxy.half_close(Way::to_server);
  EXPECT_EQ(server.rest(), "(end)");
  client.send("nobody hears this");
  server.send("but this arrives");
  EXPECT_EQ(client.receive(16), "but this arrives");

  auto other = connect();
  proxy.half_close(Way::to_client);
  EXPECT_EQ(other.client.rest(), "(end)");
  other.client.send("and this, too");
  EXPECT_EQ(other.server.receive(13), "and this, too");
}

TEST_F(FaultProxyTest, AStalledLineMovesNothingAndNewConnectionsHangUntilItResumes) {
  auto [client, server] = connect();
  proxy.stall();
  client.send("late");
  server.send("late");
  End hanging = End::connect(proxy.port());
  hanging.send("hello");
  for (int i = 0; i < 100; ++i) static_cast<void>(proxy.open());  // turns of its loop, all of which move nothing
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(server.hears_nothing());
  EXPECT_TRUE(listener.hears_nothing());
  proxy.resume();
  EXPECT_EQ(client.receive(4), "late");
  EXPECT_EQ(server.receive(4), "late");
  EXPECT_EQ(listener.accept().receive(5), "hello");
}

TEST_F(FaultProxyTest, AStalledLineCanBeCut) {
  auto [client, server] = connect();
  proxy.stall();
  proxy.cut();
  EXPECT_EQ(client.rest(), "(reset)");
  EXPECT_EQ(server.rest(), "(reset)");
}

TEST_F(FaultProxyTest, AThrottledWayTakesItsTimeAndTheOtherDoesNot) {
  auto [client, server] = connect();
  proxy.throttle(Way::to_client, 10'000);
  const auto start = std::chrono::steady_clock::now();
  server.send(std::string(1'000, 'x'));
  EXPECT_EQ(client.receive(1'000).size(), 1'000u);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 70ms);  // a fiftieth of a second's worth may leave at once
  client.send(std::string(1u << 16, 'x'));
  EXPECT_EQ(server.receive(1u << 16).size(), 1u << 16);
  proxy.throttle(Way::to_client, 20);
  server.send(std::string(4'096, 'x'));
  EXPECT_EQ(client.receive(1), "x");
  proxy.heal();
  EXPECT_EQ(client.receive(4'095).size(), 4'095u);
}

TEST_F(FaultProxyTest, ADelayedWayKeepsTheOrderAndTheTime) {
  auto [client, server] = connect();
  proxy.delay(Way::to_server, 100ms);
  const auto start = std::chrono::steady_clock::now();
  client.send("one ");
  client.send("two");
  client.end();
  EXPECT_EQ(server.rest(), "one two(end)");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
  server.send("at once");
  EXPECT_EQ(client.receive(7), "at once");
}

TEST_F(FaultProxyTest, TruncateCutsInTheMiddle) {
  auto [client, server] = connect();
  proxy.truncate(Way::to_client, 5);
  server.send("a frame that is torn");
  EXPECT_EQ(client.rest(), "a fra(reset)");
  EXPECT_EQ(server.rest(), "(reset)");
}

TEST_F(FaultProxyTest, TheNextConnectionMayBeTruncatedBeforeItComes) {
  proxy.truncate_next(Way::to_server, 3);
  End torn = End::connect(proxy.port());
  torn.send("hello");
  EXPECT_EQ(listener.accept().rest(), "hel(reset)");
  EXPECT_EQ(torn.rest(), "(reset)");
  connect();
}

TEST_F(FaultProxyTest, ARefusedConnectionIsResetAndThoseThereAreGoOn) {
  auto [client, server] = connect();
  proxy.refuse(true);
  EXPECT_EQ(End::connect(proxy.port()).rest(), "(reset)");
  client.send("still here");
  EXPECT_EQ(server.receive(10), "still here");
  proxy.refuse(false);
  connect();
}

TEST_F(FaultProxyTest, DuplicateSaysAgainWhatTheNewestConnectionSaidFirstAndWaitsForTheAnswerAsItDid) {
  EXPECT_FALSE(proxy.duplicate());
  auto [client, server] = connect();
  client.send("I am Ada");
  EXPECT_EQ(server.receive(8), "I am Ada");
  EXPECT_TRUE(proxy.duplicate());
  End twin = listener.accept();
  EXPECT_EQ(twin.receive(1), "?");
  for (int i = 0; i < 100; ++i) static_cast<void>(proxy.open());  // turns of its loop, all of which say no more
  EXPECT_TRUE(twin.hears_nothing());
  twin.send("nobody hears this");
  EXPECT_EQ(twin.receive(8), "I am Ada");
  client.send(", really");
  EXPECT_EQ(server.receive(8), ", really");
  EXPECT_TRUE(twin.hears_nothing());
  EXPECT_TRUE(client.hears_nothing());
}

TEST_F(FaultProxyTest, AConnectionThatIsGoneCanComeAgainToo) {
  auto [client, server] = connect();
  EXPECT_TRUE(proxy.duplicate());
  End twin = listener.accept();
  proxy.cut();
  EXPECT_EQ(twin.rest(), "?(reset)");
  EXPECT_TRUE(proxy.duplicate());
  EXPECT_EQ(listener.accept().receive(1), "?");
}

TEST_F(FaultProxyTest, AConnectionThatIsHeldBackArrivesAfterALaterOne) {
  proxy.hold_next();
  End early = End::connect(proxy.port());
  early.send("early");
  auto [client, server] = connect();
  EXPECT_EQ(listener.accept().receive(5), "early");
}

TEST_F(FaultProxyTest, HealMakesAGoodLineOfAnyOther) {
  auto [client, server] = connect();
  proxy.hold_next();
  End held = End::connect(proxy.port());
  held.send("held");
  while (proxy.accepted() < 2) {
  }
  for (const Way way : {Way::to_server, Way::to_client}) {
    proxy.throttle(way, 1);
    proxy.delay(way, 1h);
    proxy.truncate_next(way, 0);
  }
  proxy.refuse(true);
  proxy.stall();
  proxy.heal();
  EXPECT_EQ(listener.accept().receive(4), "held");
  client.send("well");
  EXPECT_EQ(server.receive(4), "well");
  connect();
}

TEST_F(FaultProxyTest, ObeysWords) {
  for (const auto* command : {"stall", "resume", "refuse on", "refuse off", "throttle both 1000",
                              "throttle to_client off", "delay to_server 5", "truncate_next both 7", "heal",
                              "truncate to_client 5", "half_close both", "hold_next", "duplicate", "cut"}) {
    EXPECT_TRUE(obey(proxy, command)) << command;
  }
  for (const auto* command : {"", "explode", "refuse", "refuse maybe", "cut both", "delay 5", "delay both",
                              "delay both soon", "delay up 5", "half_close to_server 5", "throttle both -1"}) {
    const auto done = obey(proxy, command);
    ASSERT_FALSE(done) << command;
    EXPECT_THAT(done.error().message, HasSubstr("\"" + std::string(command) + "\""));
  }
}

TEST_F(FaultProxyTest, TheProgramObeysItsInputAndEndsWithIt) {
  const std::string line =
      "printf 'delay both 1\\nexplode\\n' | " FAULT_PROXY " --to " + std::to_string(listener.port());
  FILE* program = popen(line.c_str(), "r");
  std::string said;
  for (int c; (c = fgetc(program)) != EOF;) said += static_cast<char>(c);
  EXPECT_EQ(pclose(program), 0);
  EXPECT_THAT(said, ::testing::MatchesRegex("Listening on http://127.0.0.1:[0-9]+/\nok\nerror: \"explode\" is .*\n"));
}

}  // namespace
}  // namespace bonito::test
