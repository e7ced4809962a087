// Pings and pongs: who answers them and when, what they measure, and what happens when no answer comes.
#include <latch>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Busy;
using testing::MemoryConnection;
using LinkLife = testing::SessionTest;

TEST_F(LinkLife, APingIsAnsweredWhereItWasAskedEvenWhileTheHelloWaitsForTheStrand) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  Busy busy(*browser.session);
  const auto newer = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(newer);
  Hello hello;
  hello.instance.fill(browser.instance);
  browser.session->process_message(hello_frame(hello));
  browser.session->process_message(ping_frame({}));
  EXPECT_FALSE(newer->quiet());
  EXPECT_TRUE(browser.connection->quiet());
  busy.release();
  browser.settle();
  EXPECT_EQ(kind_of(newer->next()), FrameKind::pong);
  EXPECT_EQ(kind_of(newer->next()), FrameKind::welcome);
}

TEST_F(LinkLife, APingBeforeTheHelloIsAProtocolError) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  const auto connection = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(connection);
  browser.session->process_message(ping_frame({}));
  browser.settle();
  ASSERT_TRUE(connection->bye());
  EXPECT_EQ(connection->bye()->code, ByeCode::protocol);
}

struct Slow {
  std::latch* begun = nullptr;
  std::latch* go_on = nullptr;
};
Node to_node(Session&, const Slow& slow) {
  if (slow.begun) {
    slow.begun->count_down();
    slow.go_on->wait();
  }
  return dom::p("…");
}

TEST_F(LinkLife, PingsThatComeWhileAPageIsGreetedPileUpNoFurtherThanOtherFrames) {
  std::latch begun(1);
  std::latch go_on(1);
  const auto content = Observable<Slow>{Slow{}};
  Browser browser(registry, App([=] { return dom::main(content); }));
  content.set(Slow{&begun, &go_on});
  const auto connection = std::make_shared<MemoryConnection>();
  link_of(*browser.session).connect(connection);
  browser.session->process_message(hello_frame({}));
  begun.wait();
  for (int i = 0; i < 100'000 && connection->is_open(); ++i) browser.session->process_message(ping_frame({}));
  go_on.count_down();
  browser.settle();
  ASSERT_TRUE(connection->bye());
  EXPECT_EQ(connection->bye()->code, ByeCode::lagging);
}

TEST_F(LinkLife, AListenerOfOpenedThatThrowsDoesNotKeepPingsWaitingForHandlers) {
  std::latch running(1);
  std::latch go_on(1);
  Browser browser(registry, App([&](Session& session) {
                    session.own(session.opened().on([] { throw std::runtime_error("no such valve"); }));
                    return dom::button(on_click([&] {
                      running.count_down();
                      go_on.wait();
                    }));
                  }));
  browser.connect();
  browser.messages();
  browser.event(1);
  running.wait();
  browser.session->process_message(ping_frame({}));
  EXPECT_FALSE(browser.connection->quiet());
  go_on.count_down();
  browser.settle();
}

TEST_F(LinkLife, AnAnswerToAPingThatNobodySentMeasuresNothing) {
  Browser browser(registry, App([] { return dom::p("…"); }));
  browser.connect();
  for (const auto sent : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    browser.session->process_message(pong_frame(std::as_bytes(std::span(&sent, 1))));
  }
  browser.settle();
  EXPECT_FALSE(browser.session->round_trip());
  EXPECT_TRUE(browser.connection->is_open());
}

// Answers the first ping where it is asked: no thread has to wake in time.
class AnsweringOnce final : public Channel {
 public:
  explicit AnsweringOnce(Session& session) : session_(session.weak()) {}
  Sent write(Payload frame) override {
    const Bytes asked = frame.flat();
    const auto alive = session_.lock();
    if (alive && kind_of(asked) == FrameKind::ping && !std::exchange(answered_, true)) {
      alive->process_message(pong_frame(body_of(asked)));
    }
    return told.write(std::move(frame));
  }
  bool is_open() const noexcept override { return told.is_open(); }
  void close() noexcept override { told.close(); }
  void close_because(const Bye& bye) noexcept override { told.close_because(bye); }

  MemoryConnection told;

 private:
  const std::weak_ptr<Session> session_;
  bool answered_ = false;
};

TEST_F(LinkLife, AConnectionThatCannotNoticeALossIsAskedAndDroppedIfItDoesNotAnswer) {
  registry =
      std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.ask_after = std::chrono::milliseconds(5)});
  Browser browser(registry, App([] { return dom::p("…"); }));
  const auto line = std::make_shared<AnsweringOnce>(*browser.session);
  link_of(*browser.session).connect(line);
  browser.session->process_message(hello_frame({}));
  std::vector<FrameKind> said;
  while (said.empty() || said.back() != FrameKind::bye) said.push_back(kind_of(line->told.next()).value());
  EXPECT_EQ(said, (std::vector{FrameKind::welcome, FrameKind::ping, FrameKind::ping, FrameKind::bye}));
  browser.settle();
  EXPECT_TRUE(browser.session->round_trip());
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
}

}  // namespace
}  // namespace bonito
