// The server as its network sees it: a raw client in C++ asks, breaks rules, and comes in crowds.
#include "bonito/host/server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/frame.hpp"
#include "session/session_registry.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using test::http_get;
using test::RawPage;
using test::RawSocket;
using namespace literals;
using namespace std::chrono_literals;

constexpr auto patience = 60s;

Value::List set(int slot, Value value) { return {Value(1), Value(slot), std::move(value)}; }

class ServerTest : public ::testing::Test {
 protected:
  Server server{ServerOptions{.port = 0}};
  const Observable<int> count{0};
  const App counter = App([count = count] {
    return dom::main(dom::h1("Count: ", count),
                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
  });
};

TEST_F(ServerTest, AnEventGoesRoundThroughTheHandlerToTheTextOfEveryPage) {
  server.route("/", counter);
  auto one = RawPage::open(server.port()).value();
  auto two = RawPage::open(server.port()).value();
  for (int i = 1; i <= 100; ++i) {
    one.event(2);
    ASSERT_EQ(one.next(), set(1, i));
  }
  std::optional<Value::List> last;
  while (last != set(1, 100)) {
    last = two.next();
    ASSERT_TRUE(last) << "the other page never saw 100";
  }
}

TEST_F(ServerTest, AnIntegerThatChangesCostsAtMost16BytesOnTheWire) {
  server.route("/", counter);
  auto page = RawPage::open(server.port()).value();
  count.set(2'000'000'000);
  ASSERT_TRUE(page.next());
  EXPECT_LE(page.frame_bytes(), 16u);
}

TEST_F(ServerTest, ThePageKnowsItsRequest) {
  server.route("/hello/*", App([](const Request& request) {
                 return dom::p(query_value(request.query, "name"), " from ", request.path);
               }));
  const auto page = http_get("127.0.0.1", server.port(), "/hello/there?name=Ada%20L").value();
  EXPECT_NE(page.body.find("<p>Ada L from /hello/there</p>"), std::string::npos) << page.body;
}

TEST_F(ServerTest, AnUnknownRouteIsAFriendly404) {
  const auto page = http_get("127.0.0.1", server.port(), "/nowhere").value();
  EXPECT_EQ(page.status, 404);
  EXPECT_NE(page.body.find("There is no page at this address"), std::string::npos) << page.body;
}

TEST_F(ServerTest, AnUnknownSessionIsRefusedAndNeverCreated) {
  server.route("/", counter);
  auto socket = RawSocket::connect(server.port(), "/_bonito/ws/AAAAAAAAAAAAAAAAAAAAAA").value();
  EXPECT_FALSE(socket.receive(patience));
  ASSERT_TRUE(socket.close_reason());
  EXPECT_EQ(socket.close_reason()->code, 4003);
  EXPECT_FALSE(socket.close_reason()->text.empty());
  EXPECT_EQ(server.sessions(), 0u);
}

TEST_F(ServerTest, APageOfAnotherOriginMayNotConnect) {
  server.route("/", counter);
  const auto page = RawPage::fetch(server.port()).value();
  const std::string target = "/_bonito/ws/" + page.session();
  const auto refused = RawSocket::connect(server.port(), target, {{"Origin", "https://evil.example"}});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("403"), std::string::npos) << refused.error().message;
  const std::string own = "http://127.0.0.1:" + std::to_string(server.port());
  EXPECT_TRUE(RawSocket::connect(server.port(), target, {{"Origin", own}}));
}

TEST_F(ServerTest, ATakenPortIsSaidInASentence) {
  try {
    Server second{ServerOptions{.port = server.port()}};
    FAIL() << "two servers on one port";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::in_use);
    EXPECT_NE(failure.error().message.find(std::to_string(server.port())), std::string::npos);
  }
}

TEST_F(ServerTest, AMissingAssetIsSaidInASentence) {
  try {
    const Asset asset("no/such/file.png");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::not_found);
    EXPECT_NE(failure.error().message.find("no/such/file.png"), std::string::npos);
  }
}

TEST_F(ServerTest, MalformedFramesCloseTheirOwnSocketWithACodeAndAReason) {
  server.route("/", counter);
  auto neighbour = RawPage::open(server.port()).value();
  Bytes cut = data_frame({1, 0});
  cut.push_back(std::byte{0xdf});  // a map of so many entries, and none of them
  for (int i = 0; i < 4; ++i) cut.push_back(std::byte{0xff});
  for (const Bytes& bad : {Bytes{std::byte{99}}, Bytes{}, data_frame({7, 0}), cut, hello_frame({})}) {
    auto page = RawPage::open(server.port()).value();
    page.socket().send(bad);
    while (page.socket().receive(patience)) {
    }
    ASSERT_TRUE(page.socket().close_reason());
    EXPECT_EQ(page.socket().close_reason()->code, 4001);
    EXPECT_FALSE(page.socket().close_reason()->text.empty());
  }
  neighbour.event(2);
  EXPECT_EQ(neighbour.next(), set(1, 1));
}

TEST_F(ServerTest, AnOversizedFrameClosesItsSocketWithACodeAndAReason) {
  server.route("/", counter);
  auto neighbour = RawPage::open(server.port()).value();
  auto page = RawPage::open(server.port()).value();
  page.socket().send(Bytes((16u << 20) + 1));
  while (page.socket().receive(patience)) {
  }
  ASSERT_TRUE(page.socket().close_reason());
  EXPECT_EQ(page.socket().close_reason()->code, 1009);
  EXPECT_FALSE(page.socket().close_reason()->text.empty());
  neighbour.event(2);
  EXPECT_EQ(neighbour.next(), set(1, 1));
}

TEST_F(ServerTest, WhoHasNotSaidHelloMayNotSayMuch) {
  server.route("/", counter);
  auto page = RawPage::fetch(server.port()).value();
  auto stranger = RawSocket::connect(server.port(), "/_bonito/ws/" + page.session()).value();
  stranger.send(Bytes(2'000));
  while (stranger.receive(patience)) {
  }
  ASSERT_TRUE(stranger.close_reason());
  EXPECT_EQ(stranger.close_reason()->code, 1009);
  ASSERT_TRUE(page.connect());
  page.event(99, {Value(std::string(100'000, 'x'))});
  page.event(2);
  EXPECT_EQ(page.next(), set(1, 1));
}

TEST_F(ServerTest, APageThatSendsFasterThanItsHandlersRunIsHeldBackAndLosesNothing) {
  std::atomic<int> calls = 0;
  server.route("/", App([&] {
                 return dom::button(on_click([&] {
                   ++calls;
                   std::this_thread::sleep_for(std::chrono::milliseconds(1));
                 }));
               }));
  auto page = RawPage::open(server.port()).value();
  constexpr int events = 300;
  for (int i = 0; i < events; ++i) page.event(1, {Value(std::string(20'000, 'x'))});  // six MiB
  while (calls < events && page.is_connected()) page.next(std::chrono::milliseconds(10));
  EXPECT_EQ(calls, events);
  EXPECT_TRUE(page.is_connected());
}

TEST_F(ServerTest, TextMessagesAreRefused) {
  server.route("/", counter);
  auto page = RawPage::open(server.port()).value();
  page.socket().send(as_bytes("hello"), false);
  while (page.socket().receive(patience)) {
  }
  ASSERT_TRUE(page.socket().close_reason());
  EXPECT_EQ(page.socket().close_reason()->code, 1003);
}

TEST_F(ServerTest, TwoHundredPagesAtOnceAreEachServedWell) {
  server.route("/", App([] {
                 const Observable<int> own{0};
                 return dom::p(own, dom::button(on_click([=] { own.update([](int& n) { ++n; }); })));
               }));
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&] {
      std::vector<RawPage> pages;
      for (int i = 0; i < 50; ++i) pages.push_back(RawPage::open(server.port()).value());
      for (auto& page : pages) page.event(2);
      for (auto& page : pages) right += page.next() == set(1, 1) ? 1 : 0;
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 200);
  EXPECT_EQ(server.sessions(), 200u);
}

TEST_F(ServerTest, ADropAndAReconnectShowTheCurrentState) {
  server.route("/", counter);
  auto page = RawPage::open(server.port()).value();
  page.socket().close();
  count.set(42);
  ASSERT_TRUE(page.connect());
  EXPECT_EQ(page.next(), set(1, 42));
}

TEST_F(ServerTest, ClosingTellsThePagesAndWaitsForHandlersThatRun) {
  std::latch running(1);
  std::latch go_on(1);
  std::atomic<bool> finished = false;
  server.route("/", App([&] {
                 return dom::button(on_click([&] {
                   running.count_down();
                   go_on.wait();
                   finished = true;
                 }));
               }));
  auto page = RawPage::open(server.port()).value();
  page.event(1);
  running.wait();
  std::thread closing([&] { server.close(); });
  go_on.count_down();
  closing.join();
  EXPECT_TRUE(finished);
  while (page.socket().receive(patience)) {
  }
  ASSERT_TRUE(page.socket().close_reason());
  EXPECT_EQ(page.socket().close_reason()->code, 4005);
  EXPECT_EQ(server.sessions(), 0u);
}

TEST_F(ServerTest, APageThatComesBackWhileTheServerClosesIsToldOfTheEndAndNotThatItIsUnknown) {
  std::latch running(1);
  std::latch go_on(1);
  server.route("/", App([&] {
                 return dom::button(on_click([&] {
                   running.count_down();
                   go_on.wait();
                 }));
               }));
  auto page = RawPage::open(server.port()).value();
  page.event(1);
  running.wait();
  std::thread closing([&] { server.close(); });
  while (page.next(patience)) {
  }
  ASSERT_TRUE(page.bye());
  EXPECT_EQ(page.bye()->code, ByeCode::shutdown);
  EXPECT_FALSE(page.connect());
  ASSERT_TRUE(page.bye());
  EXPECT_EQ(page.bye()->code, ByeCode::shutdown) << page.bye()->reason;
  go_on.count_down();
  closing.join();
}

TEST_F(ServerTest, WaitReturnsWhenAnotherThreadCloses) {
  std::thread other([&] { server.close(); });
  server.wait();
  other.join();
  EXPECT_FALSE(http_get("127.0.0.1", server.port(), "/"));
}

TEST_F(ServerTest, AHandlerMayAskTheServerToClose) {
  server.route("/quit", [&](const Visit&) {
    server.close();
    return Response{.body = "bye"};
  });
  server.route("/", App([&] { return dom::button(on_click([&] { server.close(); })); }));
  auto one = RawPage::open(server.port()).value();
  auto two = RawPage::open(server.port()).value();
  one.event(1);
  two.event(1);
  static_cast<void>(http_get("127.0.0.1", server.port(), "/quit"));
  server.wait();
  EXPECT_EQ(server.sessions(), 0u);
}

TEST_F(ServerTest, APageTooManyIsTurnedAway) {
  const auto registry =
      std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = {.max_sessions = 1}});
  const detail::SessionRegistry::Scope scope(registry);
  const Handler handler = counter;
  Request request;
  request.method = "GET";
  request.path = "/";
  EXPECT_EQ(handler(Visit{request, {}}).status, 200);
  EXPECT_EQ(handler(Visit{request, {}}).status, 503);
  registry->close_all({ByeCode::shutdown, "The test has ended."});
}

TEST_F(ServerTest, ProgramsThatAHandlerStartsInheritNoSocketOfOurs) {
  server.route("/", counter);
  auto page = RawPage::open(server.port()).value();
  std::size_t sockets = 0;
  std::size_t inherited = 0;
  for (int fd = 3; fd < 256; ++fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    const bool ours = getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                      address.sin_family == AF_INET && ntohs(address.sin_port) == server.port();
    sockets += ours ? 1 : 0;
    inherited += ours && (fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0 ? 1 : 0;
  }
  EXPECT_EQ(sockets, 2u) << "the one that listens, and the page's";
  EXPECT_EQ(inherited, 0u);
}

TEST_F(ServerTest, ServersThatComeAndGoLeaveThePortFree) {
  const auto port = server.port();
  server.close();
  for (int i = 0; i < 5; ++i) {
    Server next{ServerOptions{.port = port}};
    next.route("/", counter);
    EXPECT_TRUE(RawPage::open(port));
  }
}

TEST(ServerOptions, ComeFromTheCommandLine) {
  const char* const good[] = {"counter", "--host", "0.0.0.0", "--port=0", "--development"};
  const auto options = ServerOptions{}.with_arguments(5, good);
  EXPECT_EQ(options.host, "0.0.0.0");
  EXPECT_EQ(options.port, 0);
  EXPECT_TRUE(options.development);
}

TEST(ServerOptions, RefuseInASentenceWhatTheyDoNotKnow) {
  const auto complaint = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "counter");
    try {
      static_cast<void>(ServerOptions{}.with_arguments(static_cast<int>(arguments.size()), arguments.data()));
    } catch (const Failure& failure) {
      return failure.error().message.substr(0, failure.error().message.find('\n'));
    }
    return std::string("none");
  };
  EXPECT_EQ(complaint({"--prot", "1"}), "\"--prot\" is no option of this program.");
  EXPECT_EQ(complaint({"--port"}), "--port needs a value.");
  EXPECT_EQ(complaint({"--port", "99999"}), "\"99999\" is no port; give a number from 0 to 65535.");
}

}  // namespace
}  // namespace bonito
