// A session's connection: who makes it, and what it may do.
#include <gtest/gtest.h>

#include <chrono>
#include <latch>
#include <stdexcept>
#include <thread>

#include "bonito/dom/html.hpp"
#include "bonito/session/asset_server.hpp"
#include "bonito/session/pages.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {
namespace {

// A transport that opens again on the same object, as a data channel does.
class OwnConnection : public FrontendConnection {
 public:
  Js setup_connection(Session&) override { return js("connect($0)", "here"); }
  Sent write(Payload frame) override { return way()->write(std::move(frame)); }
  bool is_open() const noexcept override { return opened && !closed; }
  void open() override {
    opened = true;
    closed = false;
  }
  void close() noexcept override { closed = true; }

  std::shared_ptr<MemoryConnection> way() const {
    const std::lock_guard lock(mutex_);
    return way_;
  }
  void new_way() {
    const std::lock_guard lock(mutex_);
    way_ = std::make_shared<MemoryConnection>();
  }
  std::atomic<bool> opened = false;
  std::atomic<bool> closed = false;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<MemoryConnection> way_ = std::make_shared<MemoryConnection>();
};

class OtherConnection final : public OwnConnection {};

class Connections : public SessionTest {
 protected:
  std::shared_ptr<Session> open(const Request& request = {}) { return registry->make(Visit{request, {}}); }
  template <class C>
  bool is(const std::shared_ptr<Session>& session) {
    return connection_of<C>(*session) != nullptr;
  }
};

TEST_F(Connections, AreWebSocketsIfNobodySaysOtherwise) { EXPECT_TRUE(is<WebSocketConnection>(open())); }

TEST_F(Connections, AreMadeByTheNewestFactoryThatWantsToUntilItsRegistrationEnds) {
  bool wants = true;
  const Registration own = register_connection([] { return std::make_unique<OwnConnection>(); });
  {
    const Registration other =
        register_connection([&] { return wants ? std::make_shared<OtherConnection>() : nullptr; });
    EXPECT_TRUE(is<OtherConnection>(open()));
    wants = false;
    EXPECT_FALSE(is<OtherConnection>(open()));
    EXPECT_TRUE(is<OwnConnection>(open()));
    wants = true;
  }
  EXPECT_FALSE(is<OtherConnection>(open()));
}

TEST_F(Connections, AFactoryMayLookAtTheRequest) {
  const Registration own = register_connection([](const Request& request) -> std::unique_ptr<OwnConnection> {
    return request.path == "/own" ? std::make_unique<OwnConnection>() : nullptr;
  });
  EXPECT_TRUE(is<OwnConnection>(open({.path = "/own"})));
  EXPECT_TRUE(is<WebSocketConnection>(open({.path = "/"})));
}

TEST_F(Connections, AreOfTheKindThatIsForcedWhateverIsRegistered) {
  {
    const Registration forced = force_connection<NoConnection>();
    const Registration own = register_connection([] { return std::make_unique<OwnConnection>(); });
    EXPECT_TRUE(is<NoConnection>(open()));
  }
  EXPECT_TRUE(is<WebSocketConnection>(open()));
}

TEST_F(Connections, ARegistrationThatMovedOrWasDetachedStillStands) {
  Registration first = register_connection([] { return std::make_unique<OwnConnection>(); });
  Registration second = std::move(first);
  first = Registration();
  EXPECT_TRUE(is<OwnConnection>(open()));
  second = Registration();
  EXPECT_FALSE(is<OwnConnection>(open()));
}

TEST_F(Connections, AFactoryThatThrowsIsLoggedAndTheNextIsAsked) {
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  const Registration bad =
      register_connection([]() -> std::unique_ptr<OwnConnection> { throw std::runtime_error("no port is free"); });
  EXPECT_TRUE(is<WebSocketConnection>(open()));
  set_log_sink({});
  EXPECT_NE(logged.find("no port is free"), std::string::npos);
}

TEST_F(Connections, AnOwnOneIsSetUpByAModuleWithItsArguments) {
  const Registration own = force_connection<OwnConnection>();
  const Browser browser(registry, App([] { return dom::p("hello"); }));
  const auto& page = browser.response.body;
  EXPECT_NE(page.find("data-setup=\"_bonito/"), std::string::npos);
  EXPECT_NE(page.find("connection_test.cpp-"), std::string::npos);
  EXPECT_NE(page.find("data-arguments=\"kaRoZXJl\""), std::string::npos) << page;  // ["here"]
  EXPECT_EQ(page.find("data-socket"), std::string::npos);
}

// A page on an OwnConnection, with a button that counts.
class OwnPage : public Connections {
 protected:
  const Registration own = force_connection<OwnConnection>();
  Observable<int> count{0};
  Browser browser{registry, App([count = count] {
                    return dom::button(on_click([=] { count.update([](int& n) { ++n; }); }), count);
                  })};
  std::shared_ptr<OwnConnection> connection = connection_of<OwnConnection>(*browser.session);

  void hello(std::byte instance = std::byte{1}) {
    Hello hello;
    hello.instance.fill(instance);
    hello.received = browser.received;
    browser.session->process_message(hello_frame(hello));
    browser.settle();
    browser.connection = connection->way();
  }
  Welcome welcome() {
    const Bytes frame = browser.connection->next();
    EXPECT_EQ(kind_of(frame), FrameKind::welcome);
    return parse_welcome(body_of(frame)).value();
  }
};

TEST_F(OwnPage, BeginsWithAHelloAndCarriesFramesBothWays) {
  hello();
  EXPECT_EQ(welcome().mode, Mode::fresh);
  EXPECT_TRUE(connection->opened);
  browser.event(1);
  browser.settle();
  EXPECT_EQ(browser.messages(), Messages{set(2, 1)});
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(OwnPage, OpensAgainOnTheSameConnectionAndLosesNothing) {
  hello();
  welcome();
  browser.session->soft_close();
  EXPECT_TRUE(connection->closed);
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  count.set(7);
  connection->new_way();
  hello();
  EXPECT_EQ(welcome().mode, Mode::resumed);
  EXPECT_EQ(browser.messages(), Messages{set(2, 7)});
}

TEST_F(OwnPage, OpensAgainWithoutAWordOfTheLoss) {
  hello();
  welcome();
  connection->new_way();
  count.set(8);
  hello();
  EXPECT_FALSE(connection->closed);
  browser.settle();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(OwnPage, AFrameBeforeAnyHelloIsComplainedOfAndChangesNothing) {
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  browser.session->process_message(data_frame({1, 0}));
  browser.settle();
  set_log_sink({});
  EXPECT_NE(logged.find("hello"), std::string::npos);
  EXPECT_EQ(browser.session->status(), SessionStatus::displayed);
}

TEST_F(OwnPage, FramesOfAnotherSessionAreRefusedWithAWordInTheLogAndHarmNoState) {
  hello();
  welcome();
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  browser.session->process_message(data_frame({500, 0}));
  browser.settle();
  set_log_sink({});
  EXPECT_NE(logged.find("was disconnected: Frame 500 came where 1 was due"), std::string::npos) << logged;
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  connection->new_way();
  hello();
  EXPECT_EQ(welcome().mode, Mode::resumed);
  browser.event(1);
  EXPECT_EQ(browser.messages(), Messages{set(2, 1)});
}

TEST_F(OwnPage, FramesAfterTheCloseAreComplainedOfAndChangeNothing) {
  hello();
  welcome();
  browser.session->close();
  EXPECT_TRUE(connection->closed);
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  browser.session->process_message(data_frame({1, 0}));
  browser.session->process_message(hello_frame({}));
  set_log_sink({});
  EXPECT_NE(logged.find("sent a frame where a hello was due, or to a session that is closed."), std::string::npos)
      << logged;
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
  EXPECT_EQ(count.get(), 0);
}

TEST_F(OwnPage, WhoHasNotSaidHelloMayNotSayMuch) {
  Bytes frame = hello_frame({});
  frame.resize(max_hello + 1);
  browser.session->process_message(frame);
  browser.settle();
  EXPECT_TRUE(connection->closed);
  EXPECT_EQ(browser.session->status(), SessionStatus::displayed);
}

TEST_F(OwnPage, AFrameOverTheLimitEndsTheConnectionWhateverCarriesIt) {
  hello();
  welcome();
  Bytes frame = data_frame({1, 0});
  frame.resize(max_frame_from_browser + 1);
  browser.session->process_message(frame);
  browser.settle();
  EXPECT_EQ(parse_bye(body_of(browser.connection->next())).value().code, ByeCode::too_large);
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
}

TEST_F(OwnPage, MayBeClosedAnyNumberOfTimes) {
  hello();
  welcome();
  for (int i = 0; i < 3; ++i) browser.session->soft_close();
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  for (int i = 0; i < 3; ++i) browser.session->close();
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
}

// Takes `good` frames, and then fails as it is told.
class FailingConnection final : public OwnConnection {
 public:
  Sent write(Payload frame) override {
    if (--good >= 0) return OwnConnection::write(std::move(frame));
    if (throws) throw std::runtime_error("the modem is on fire");
    return Sent::no;
  }
  std::atomic<int> good = 1;
  std::atomic<bool> throws = false;
};

class Failing : public Connections, public ::testing::WithParamInterface<bool> {};

TEST_P(Failing, AConnectionThatTakesNothingIsLoggedAndSoftClosedAndNothingIsLost) {
  const Registration own = force_connection<FailingConnection>();
  const Observable<int> count{0};
  Browser browser(registry, App([=] { return dom::p(count); }));
  const auto connection = connection_of<FailingConnection>(*browser.session);
  connection->throws = GetParam();
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  const auto say_hello = [&] {
    Hello hello;
    hello.instance.fill(std::byte{1});
    browser.session->process_message(hello_frame(hello));
    browser.settle();
  };
  say_hello();
  count.set(3);
  browser.settle();
  set_log_sink({});
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  EXPECT_NE(logged.find("write() failed"), std::string::npos) << logged;
  connection->good = 100;
  connection->new_way();
  say_hello();
  browser.connection = connection->way();
  EXPECT_EQ(kind_of(browser.connection->next()), FrameKind::welcome);
  EXPECT_EQ(browser.messages(), Messages{set(1, 3)});
}

TEST_P(Failing, APageThatTriesItAgainAndAgainDoesNotFillTheLog) {
  const Registration own = force_connection<FailingConnection>();
  Browser browser(registry, App(dom::p("…")));
  const auto connection = connection_of<FailingConnection>(*browser.session);
  connection->throws = GetParam();
  connection->good = 0;
  int lines = 0;
  set_log_sink([&](const LogEntry& entry) { lines += entry.message.find("write() failed") != std::string::npos; });
  const auto began = std::chrono::steady_clock::now();
  for (int attempt = 0; attempt < 100; ++attempt) {
    browser.session->process_message(hello_frame({}));
    browser.settle();
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
  set_log_sink({});
  EXPECT_GE(lines, 1);
  EXPECT_LE(lines, 10 * (seconds + 2));  // ten in a second, and a machine may be slow
}

INSTANTIATE_TEST_SUITE_P(HoweverItFails, Failing, ::testing::Bool());

// The first that writes anything but the welcome is inside its write() until they may go on, and uses it then, too.
class SlowConnection final : public OwnConnection {
 public:
  struct Writing {
    std::latch inside{1};
    std::latch go_on{1};
    std::latch destroyed{1};
    std::atomic<bool> is_over = false;
  };
  ~SlowConnection() override {
    EXPECT_TRUE(writing->is_over);
    writing->destroyed.count_down();
  }
  Sent write(Payload frame) override {
    const bool is_welcome = kind_of(frame.flat()) == FrameKind::welcome;
    if (is_welcome || has_begun.exchange(true)) return OwnConnection::write(std::move(frame));
    const auto kept = writing;
    kept->inside.count_down();
    kept->go_on.wait();
    const auto sent = OwnConnection::write(std::move(frame));
    kept->is_over = true;
    return sent;
  }
  std::shared_ptr<Writing> writing;
  std::atomic<bool> has_begun = false;
};

enum class Writer { strand, whoever_brought_a_ping };
class Destroyed : public Connections, public ::testing::WithParamInterface<Writer> {};

TEST_P(Destroyed, AConnectionThatIsGivenUpByAllWhileAThreadIsInsideItsWriteStaysUntilThatHasReturned) {
  const auto writing = std::make_shared<SlowConnection::Writing>();
  const Observable<int> count{0};
  std::weak_ptr<FrontendConnection> connection;
  std::thread thread;
  {
    const Registration own = register_connection([&] {
      auto made = std::make_unique<SlowConnection>();
      made->writing = writing;
      return made;
    });
    Browser browser(registry, App([=] { return dom::p(count); }));
    connection = browser.session->connection();
    browser.session->process_message(hello_frame({}));
    browser.settle();
    if (GetParam() == Writer::strand) {
      count.set(1);
    } else {
      thread = std::thread(
          [session = browser.session]() mutable { std::exchange(session, nullptr)->process_message(ping_frame({})); });
    }
    writing->inside.wait();
    browser.session->close();
  }
  EXPECT_FALSE(connection.expired());
  writing->go_on.count_down();
  writing->destroyed.wait();
  EXPECT_TRUE(connection.expired());
  EXPECT_EQ(registry->size(), 0u);
  if (thread.joinable()) thread.join();
}

INSTANTIATE_TEST_SUITE_P(WrittenBy, Destroyed, ::testing::Values(Writer::strand, Writer::whoever_brought_a_ping),
                         [](const auto& each) { return each.param == Writer::strand ? "TheStrand" : "APingsThread"; });

}  // namespace
}  // namespace bonito::testing
