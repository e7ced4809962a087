#include "bonito/session/connection_loop.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "bonito/dom/html.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {
namespace {

// A blocking socket, and the browser at its other end.
class Socket {
 public:
  bool read(Bytes& frame) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !incoming_.empty() || gone_ || closed_; });
    if (throws) throw std::runtime_error("the wire is cut");
    if (incoming_.empty() || closed_) return false;
    frame = std::move(incoming_.front());
    incoming_.pop_front();
    return true;
  }
  bool write(BytesView frame) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !stalled_ || closed_ || gone_; });
    if (closed_ || gone_) return false;
    outgoing_.emplace_back(frame.begin(), frame.end());
    changed_.notify_all();
    return true;
  }
  bool is_open() const {
    const std::lock_guard lock(mutex_);
    return !closed_ && !gone_;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  void says(Bytes frame) {
    const std::lock_guard lock(mutex_);
    incoming_.push_back(std::move(frame));
    changed_.notify_all();
  }
  void leaves() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    changed_.notify_all();
  }
  Bytes hears() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !outgoing_.empty(); });
    Bytes frame = std::move(outgoing_.front());
    outgoing_.pop_front();
    return frame;
  }
  // Takes nothing until it goes on.
  void stalls(bool on) {
    const std::lock_guard lock(mutex_);
    stalled_ = on;
    changed_.notify_all();
  }
  std::size_t unread() const {
    const std::lock_guard lock(mutex_);
    return incoming_.size();
  }
  // The next frame of this kind.
  Bytes hears(FrameKind kind) {
    for (;;) {
      Bytes frame = hears();
      if (kind_of(frame) == kind) return frame;
    }
  }
  std::atomic<bool> throws = false;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Bytes> incoming_;
  std::deque<Bytes> outgoing_;
  bool closed_ = false;
  bool gone_ = false;
  bool stalled_ = false;
};

// One that has words for the reason.
class TellingSocket final : public Socket {
 public:
  using Socket::close;
  void close(const Bye& why) {
    told.push_back(why.code);
    close();
  }
  std::vector<ByeCode> told;  // of its loop's threads
};

class ConnectionLoop : public SessionTest {
 protected:
  // A socket, its loop, and how that ended.
  template <class S>
  struct RunningWith {
    explicit RunningWith(const std::shared_ptr<Session>& session)
        : loop([this, session] {
            const auto connection = connection_of<WebSocketConnection>(*session);
            how = run_connection_loop(*session, connection->handler(), socket);
            end_connection(*session, how);
          }) {}
    ~RunningWith() {
      socket.leaves();
      if (loop.joinable()) loop.join();
    }
    LoopEnd ended() {
      loop.join();
      return how;
    }
    void hello(std::uint64_t received = 0) {
      Hello hello;
      hello.instance.fill(std::byte{1});
      hello.received = received;
      socket.says(hello_frame(hello));
    }
    S socket;
    LoopEnd how{};
    std::thread loop;
  };
  using Running = RunningWith<Socket>;

  Observable<int> count{0};
  Browser page{registry, App([count = count] {
                 return dom::button(on_click([=] { count.update([](int& n) { ++n; }); }), count);
               })};
  static Bytes click(std::uint16_t number) {
    Bytes frame = data_frame({number, 0});
    Encoder out(frame);
    out.unsigned_integer(static_cast<std::uint8_t>(BrowserOp::event));
    out.unsigned_integer(1);
    out.value(Value::List{});
    return frame;
  }
};

TEST_F(ConnectionLoop, CarriesFramesBothWaysUntilTheBrowserLeaves) {
  Running first(page.session);
  first.hello();
  EXPECT_EQ(parse_welcome(body_of(first.socket.hears())).value().mode, Mode::fresh);
  first.socket.says(click(1));
  first.socket.hears(FrameKind::data);
  EXPECT_EQ(count.get(), 1);
  first.socket.leaves();
  EXPECT_EQ(first.ended(), LoopEnd::browser_left);
  EXPECT_EQ(page.session->status(), SessionStatus::soft_closed);
}

TEST_F(ConnectionLoop, AReconnectResumesAndNothingIsLost) {
  {
    Running first(page.session);
    first.hello();
    first.socket.hears(FrameKind::welcome);
  }
  count.set(5);
  Running second(page.session);
  second.hello();
  EXPECT_EQ(parse_welcome(body_of(second.socket.hears())).value().mode, Mode::resumed);
  second.socket.hears(FrameKind::data);
  EXPECT_EQ(page.session->status(), SessionStatus::open);
}

TEST_F(ConnectionLoop, ASocketThatIsReplacedEndsAsSupersededAndHarmsNothing) {
  Running stale(page.session);
  stale.hello();
  stale.socket.hears(FrameKind::welcome);
  Running newer(page.session);
  newer.hello();
  newer.socket.hears(FrameKind::welcome);
  EXPECT_EQ(stale.ended(), LoopEnd::superseded);
  EXPECT_EQ(parse_bye(body_of(stale.socket.hears(FrameKind::bye))).value().code, ByeCode::superseded);
  EXPECT_EQ(page.session->status(), SessionStatus::open);
  newer.socket.says(click(1));
  newer.socket.hears(FrameKind::data);
}

TEST_F(ConnectionLoop, EndsWithItsSessionWhichIsSaid) {
  Running open(page.session);
  open.hello();
  open.socket.hears(FrameKind::welcome);
  page.session->close();
  EXPECT_EQ(open.ended(), LoopEnd::session_closed);
  EXPECT_EQ(parse_bye(body_of(open.socket.hears(FrameKind::bye))).value().code, ByeCode::closed);
}

TEST_F(ConnectionLoop, ASocketThatHasWordsForItIsToldWhyTheSessionClosesIt) {
  RunningWith<TellingSocket> stale(page.session);
  stale.hello();
  stale.socket.hears(FrameKind::welcome);
  RunningWith<TellingSocket> newer(page.session);
  newer.hello();
  newer.socket.hears(FrameKind::welcome);
  EXPECT_EQ(stale.ended(), LoopEnd::superseded);
  EXPECT_EQ(stale.socket.told, std::vector{ByeCode::superseded});
  page.session->close();
  EXPECT_EQ(newer.ended(), LoopEnd::session_closed);
  EXPECT_EQ(newer.socket.told, std::vector{ByeCode::closed});
}

TEST_F(ConnectionLoop, ASocketIsToldNoReasonWhereThereIsNone) {
  RunningWith<TellingSocket> left(page.session);
  left.hello();
  left.socket.hears(FrameKind::welcome);
  left.socket.leaves();
  EXPECT_EQ(left.ended(), LoopEnd::browser_left);
  EXPECT_TRUE(left.socket.told.empty());
}

TEST_F(ConnectionLoop, ASocketThatThrowsIsLoggedAndTheSessionWaitsForTheNext) {
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  {
    Running broken(page.session);
    broken.hello();
    broken.socket.hears(FrameKind::welcome);
    broken.socket.throws = true;
    broken.socket.leaves();
    EXPECT_EQ(broken.ended(), LoopEnd::browser_left);
  }
  set_log_sink({});
  EXPECT_NE(logged.find("the wire is cut"), std::string::npos);
  EXPECT_EQ(page.session->status(), SessionStatus::soft_closed);
}

TEST_F(ConnectionLoop, WhoSendsButDoesNotReadIsReadFromNoMore) {
  constexpr std::size_t pings = 80'000;
  Running flood(page.session);
  flood.hello();
  flood.socket.hears(FrameKind::welcome);
  flood.socket.stalls(true);
  for (std::size_t i = 0; i < pings; ++i) flood.socket.says(ping_frame({}));
  // Were all of them read, that would be soon; nobody waits for what does not come.
  std::size_t before = 0;
  for (int calm = 0; calm < 20; ++calm) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (flood.socket.unread() != std::exchange(before, flood.socket.unread())) calm = 0;
  }
  EXPECT_GT(flood.socket.unread(), pings / 4);
  flood.socket.stalls(false);
  for (std::size_t i = 0; i < pings; ++i) flood.socket.hears(FrameKind::pong);
  EXPECT_EQ(page.session->status(), SessionStatus::open);
}

TEST_F(ConnectionLoop, AShortReadIsRefusedWithAWordInTheLogAndItsClickCountsWhenItIsSentAgain) {
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  {
    Running adapter(page.session);
    adapter.hello();
    adapter.socket.hears(FrameKind::welcome);
    Bytes half = click(1);
    half.resize(half.size() - 2);
    adapter.socket.says(half);
    EXPECT_EQ(adapter.ended(), LoopEnd::superseded);  // the session has let go of it
    EXPECT_EQ(parse_bye(body_of(adapter.socket.hears(FrameKind::bye))).value().code, ByeCode::protocol);
  }
  set_log_sink({});
  EXPECT_NE(logged.find("was disconnected: "), std::string::npos) << logged;
  EXPECT_EQ(page.session->status(), SessionStatus::soft_closed);
  EXPECT_EQ(count.get(), 0);
  Running next(page.session);
  next.hello();
  ASSERT_EQ(parse_welcome(body_of(next.socket.hears(FrameKind::welcome))).value().received, 0u);
  next.socket.says(click(1));
  next.socket.hears(FrameKind::data);
  EXPECT_EQ(count.get(), 1);
}

TEST_F(ConnectionLoop, OfAFrameThatIsCutShortAgainAndAgainEachClickCountsOnceAndThenItIsGivenUp) {
  Bytes three = click(1);
  const auto second = three.size();
  for (int more = 0; more < 2; ++more) {
    const Bytes another = click(1);
    three.insert(three.end(), another.begin() + 1 + data_header_size, another.end());
  }
  const auto third = three.size() - (three.size() - second) / 2;
  const auto send = [&](std::size_t size) {
    Running adapter(page.session);
    adapter.hello();
    const auto received = parse_welcome(body_of(adapter.socket.hears(FrameKind::welcome))).value().received;
    adapter.socket.says(Bytes(three.begin(), three.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_EQ(adapter.ended(), LoopEnd::superseded);
    return received;
  };
  EXPECT_EQ(send(second + 1), 0u);
  EXPECT_EQ(count.get(), 1);
  EXPECT_EQ(send(third + 1), 0u);
  EXPECT_EQ(count.get(), 2);
  EXPECT_EQ(send(second + 1), 0u);
  EXPECT_EQ(count.get(), 2);
  EXPECT_EQ(send(third + 1), 0u);
  EXPECT_EQ(count.get(), 2);
  EXPECT_EQ(send(0), 1u) << "a client that cannot say it right does not try for ever";
}

TEST_F(ConnectionLoop, AFrameThatIsCutInItsHeaderIntoTwoReadsIsRefusedAndItsClickCountsWhenItIsSentAgain) {
  {
    Running adapter(page.session);
    adapter.hello();
    adapter.socket.hears(FrameKind::welcome);
    const Bytes whole = click(1);
    adapter.socket.says(Bytes(whole.begin(), whole.begin() + 2));
    adapter.socket.says(Bytes(whole.begin() + 2, whole.end()));
    EXPECT_EQ(adapter.ended(), LoopEnd::superseded);
  }
  EXPECT_EQ(page.session->status(), SessionStatus::soft_closed);
  Running next(page.session);
  next.hello();
  const auto welcome = parse_welcome(body_of(next.socket.hears(FrameKind::welcome))).value();
  EXPECT_EQ(welcome.mode, Mode::resumed);
  ASSERT_EQ(welcome.received, 0u) << "so the browser sends the click again";
  next.socket.says(click(1));
  next.socket.hears(FrameKind::data);
  EXPECT_EQ(count.get(), 1);
}

// Changes what it carries, by the forwarding that the handler asks for.
class CountingConnection final : public FrontendConnection {
 public:
  Js setup_connection(Session& session) override { return setup_websocket_connection_js("ws://elsewhere/", session); }
  Sent write(Payload frame) override {
    ++written;
    return handler.write(std::move(frame));
  }
  bool is_open() const noexcept override { return handler.is_open(); }
  void close() noexcept override { handler.close(); }
  WebSocketHandler handler;
  std::atomic<int> written = 0;
};

TEST_F(ConnectionLoop, WhatTheSessionSaysGoesThroughItsConnection) {
  const Registration own = force_connection<CountingConnection>();
  const Browser browser(registry, App([] { return dom::p("…"); }));
  EXPECT_NE(browser.response.body.find("data-socket=\"ws://elsewhere/" + std::string(browser.session->id())),
            std::string::npos);
  const auto connection = connection_of<CountingConnection>(*browser.session);
  const auto socket = std::make_shared<MemoryConnection>();
  const auto attachment = connection->handler.attach(*browser.session, socket);
  EXPECT_FALSE(connection->is_open());
  attachment.process_message(hello_frame({}));
  browser.settle();
  EXPECT_TRUE(connection->is_open());
  EXPECT_EQ(kind_of(socket->next()), FrameKind::welcome);
  EXPECT_EQ(connection->written, 1);
  end_connection(*browser.session, attachment.closed());
  EXPECT_FALSE(connection->is_open());
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
}

}  // namespace
}  // namespace bonito::testing
