// Apps of another process when something is wrong: with the app, the worker, the browser or the line.
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/session/asset.hpp"
#include "session/proxy_connection.hpp"
#include "session/proxy_fixture.hpp"

namespace bonito {
namespace {

using detail::line_message;
using detail::LineOp;
using testing::Browser;
using testing::Direction;
using namespace std::chrono_literals;

class ProxyAdversity : public testing::ProxyTest {};
class SaidByHand : public testing::ProxyByHand {};

TEST_F(ProxyAdversity, AnAppThatTheWorkerDoesNotServeIsAnAlertInItsPlaceAndTheRestOfThePageStays) {
  const std::string html = page("nothing");
  EXPECT_NE(html.find("<h1>Host</h1><p role=\"alert\">"), std::string::npos) << html;
  try {
    pages.embed(host.app("nothing"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::not_found);
    EXPECT_NE(failure.error().message.find("\"nothing\""), std::string::npos);
  }
}

TEST_F(ProxyAdversity, AnAppOfANameThatIsNoUtf8IsServedByNobodyAndTheLineStays) {
  try {
    pages.embed(host.app("\xff"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::not_found);
  }
  EXPECT_NE(page("\xff").find("<h1>Host</h1><p role=\"alert\">"), std::string::npos);
  EXPECT_TRUE(down->is_open());
}

TEST_F(ProxyAdversity, WhatAnAppThrowsIsKeptByTheWorkerWhereItIsNotDeveloped) {
  worker.serve("thrower", App([]() -> Node { throw std::runtime_error("a secret"); }));
  try {
    pages.embed(host.app("thrower"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::app);
    EXPECT_EQ(failure.error().message.find("a secret"), std::string::npos) << failure.error().message;
  }
  EXPECT_EQ(worker.sessions(), 0u);
}

TEST_F(ProxyAdversity, AWorkerThatDoesNotAnswerIsWaitedForOnlySoLong) {
  const auto silent = std::make_shared<Direction>();
  ProxyHost impatient(silent, {.render_within = 1ms});
  try {
    pages.embed(impatient.app("count"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::timeout);
  }
  EXPECT_EQ(pages.sessions(), 0u);
  EXPECT_EQ(silent->count(LineOp::end), 1u);
}

TEST_F(ProxyAdversity, NobodyWaitsForAWorkerThatDidNotAnswerUntilItSaysSomething) {
  const auto silent = std::make_shared<Direction>();
  ProxyHost impatient(silent, {.render_within = 1ms});
  for (int visitors = 0; visitors < 3; ++visitors) {
    EXPECT_THROW(pages.embed(impatient.app("count"), {.path = "/"}), Failure);
  }
  EXPECT_EQ(silent->count(LineOp::render), 1u);
  impatient.process_message(line_message(LineOp::hello, detail::proxy_version));
  EXPECT_THROW(pages.embed(impatient.app("count"), {.path = "/"}), Failure);
  EXPECT_EQ(silent->count(LineOp::render), 2u);
}

TEST_F(ProxyAdversity, PagesThatCloseWhileAWorkerIsWaitedForWaitForItNoLonger) {
  const auto silent = std::make_shared<Direction>();
  ProxyHost patient(silent, {.render_within = 1h});
  std::thread visitor([&] { EXPECT_THROW(pages.embed(patient.app("count"), {.path = "/"}), Failure); });
  silent->wait_for(LineOp::render, 1);
  pages.close();
  visitor.join();
}

TEST_F(ProxyAdversity, ALineThatBreaksWhileAWorkerIsWaitedForEndsTheWait) {
  const auto silent = std::make_shared<Direction>();
  ProxyHost patient(silent, {.render_within = std::chrono::hours(1)});
  std::thread visitor([&] { EXPECT_THROW(pages.embed(patient.app("count"), {.path = "/"}), Failure); });
  silent->wait_for(LineOp::render, 1);
  patient.closed();
  visitor.join();
}

TEST_F(ProxyAdversity, WhenTheLineBreaksThePagesAreToldAndTheHostLivesOn) {
  Browser browser = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  break_line();
  Bytes last;
  do last = browser.connection->next();
  while (kind_of(last) != FrameKind::bye);
  EXPECT_EQ(parse_bye(body_of(last)).value().code, ByeCode::closed);
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
  EXPECT_EQ(worker.sessions(), 0u);
  EXPECT_FALSE(host.is_open());
  EXPECT_NE(page("count").find("<h1>Host</h1><p role=\"alert\">"), std::string::npos);
}

TEST_F(ProxyAdversity, ABrowserThatTakesNothingHoldsUpNobodyAndCostsABoundedAmount) {
  const Observable<std::string> text{""};
  worker.serve("every", App([text, count = count] { return dom::p(dom::pre(text), dom::b(count)); }));
  Browser slow = browser_of(pages.embed(host.app("every"), {.path = "/"}));
  Browser quick = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  slow.connection->congested = true;
  for (int i = 0; i < 40; ++i) text.set(std::string(50'000, static_cast<char>('a' + i % 26)));
  count.set(9);
  EXPECT_EQ(quick.next_messages().back()[2], Value(9));
  // It takes one frame when it has room again, and then the newest.
  slow.connection->congested = false;
  slow.session->writable();
  for (bool is_newest = false; !is_newest;) {
    for (const auto& message : slow.next_messages()) is_newest = is_newest || message.back() == Value(9);
  }
}

TEST_F(ProxyAdversity, WhatABrowserSaysWhileTheWorkersHandlersAreBusyHoldsItBack) {
  std::promise<void> release;
  const auto released = release.get_future().share();
  worker.serve("busy", App([=] { return dom::p(dom::button("wait", on_click([=] { released.wait(); }))); }));
  const std::string html = pages.embed(host.app("busy"), {.path = "/"});
  Browser browser = browser_of(html);
  browser.connection->waits = true;
  browser.event(button_of(html));
  const Value text(std::string(100'000, 'x'));
  // More than the worker takes, however quickly the line is emptied.
  for (int i = 0; i < 20; ++i) browser.event(button_of(html), {text});
  while (!browser.connection->held_back) std::this_thread::yield();
  release.set_value();
  while (browser.connection->held_back) std::this_thread::yield();
}

TEST_F(SaidByHand, WhatABrowserHasNotTakenTheWorkerIsNotToldOfAndTheRestWaitsInOrder) {
  browser.connection->congested = true;
  for (std::uint16_t seq = 1; seq <= 3; ++seq) say(data_frame({.seq = seq}));
  EXPECT_EQ(browser.connection->next(), data_frame({.seq = 1}));
  browser.settle();
  EXPECT_TRUE(browser.connection->quiet());
  EXPECT_EQ(line->count(LineOp::taken), 0u);
  browser.connection->congested = false;
  browser.session->writable();
  EXPECT_EQ(browser.connection->next(), data_frame({.seq = 2}));
  EXPECT_EQ(browser.connection->next(), data_frame({.seq = 3}));
  line->wait_for(LineOp::taken, 2);
}

TEST_F(SaidByHand, ABrowserThatWaitsIsHeldBackUntilTheWorkerHasTakenMostOfIt) {
  browser.connection->waits = true;
  const Bytes frame(100'000);
  int sent = 0;
  for (; sent < 20 && !browser.connection->held_back; ++sent) {
    link_of(*browser.session).process_message(frame, browser.number);
  }
  ASSERT_TRUE(browser.connection->held_back);
  EXPECT_EQ(line->count(LineOp::frame), static_cast<std::size_t>(sent));
  hand.process_message(
      line_message(LineOp::taken, 1, 1, detail::frame_weight(frame.size()) * static_cast<unsigned>(sent)));
  EXPECT_FALSE(browser.connection->held_back);
}

TEST_F(SaidByHand, WhatWaitsForABrowserThatIsClosedIsDroppedButNotTheReason) {
  browser.connection->congested = true;
  say(data_frame({.seq = 1}));
  say(data_frame({.seq = 2}));
  const Bye why{ByeCode::superseded, "This page is open in a newer connection."};
  say(bye_frame(why));
  hand.process_message(line_message(LineOp::close, 1, 1, static_cast<unsigned>(why.code), Value(why.reason)));
  EXPECT_EQ(browser.connection->next(), data_frame({.seq = 1}));
  EXPECT_EQ(browser.connection->next(), bye_frame(why));
  browser.settle();
  EXPECT_EQ(browser.connection->bye()->code, why.code);
  EXPECT_EQ(line->count(LineOp::lost), 1u);
}

TEST(ProxySocket, AWorkerHasOnlySoMuchOnItsWayToABrowser) {
  const auto direction = std::make_shared<Direction>();
  detail::RelayedSocket socket(std::make_shared<detail::ProxyLine>(direction), 1, 1, true);
  std::uint64_t sent = 0;
  Sent answer = Sent::yes;
  while (answer == Sent::yes) {
    answer = socket.write(Bytes(10'000));
    sent += detail::frame_weight(10'000);
  }
  EXPECT_EQ(answer, Sent::congested);
  EXPECT_LT(sent, 300'000u);
  EXPECT_FALSE(socket.taken(10'000));
  EXPECT_TRUE(socket.taken(sent));
  EXPECT_FALSE(socket.taken(0)) << "it is told once";
  EXPECT_EQ(socket.write(Bytes(10)), Sent::yes);
  direction->close();
}

TEST(ProxySocket, WhoWaitsForRoomIsToldAlsoIfAnotherFoundSomeMeanwhile) {
  const auto direction = std::make_shared<Direction>();
  detail::RelayedSocket socket(std::make_shared<detail::ProxyLine>(direction), 1, 1, true);
  const auto weight = detail::frame_weight(200'000);
  EXPECT_EQ(socket.write(Bytes(200'000)), Sent::yes);
  EXPECT_EQ(socket.write(Bytes(200'000)), Sent::congested);
  EXPECT_FALSE(socket.taken(weight));
  EXPECT_EQ(socket.write(Bytes(10)), Sent::yes);
  EXPECT_TRUE(socket.taken(weight));
  direction->close();
}

TEST_F(ProxyAdversity, ALineThatIsCongestedGoesOnWhenItIsWritable) {
  down->congested = true;
  count.set(4);  // what is said now finds the line congested
  std::thread visitor([&] {
    const std::string html = pages.embed(host.app("count"), {.path = "/"});
    EXPECT_NE(html.find("<bonito-app "), std::string::npos);
  });
  while (down->count(LineOp::rendered) == 0) {
    worker.writable();
    std::this_thread::yield();
  }
  visitor.join();
}

TEST_F(ProxyAdversity, AMessageThatIsNoneClosesTheLineAndHarmsNobody) {
  const std::vector<Bytes> broken{
      {},
      {std::byte{99}},
      {std::byte{4}, std::byte{0xc1}},
      line_message(LineOp::hello, detail::proxy_version + 1),
      line_message(LineOp::frame, std::string("no number"), 1),
      line_message(LineOp::render, 1),
      line_message(LineOp::rendered, 1, 1, 100),
      line_message(LineOp::failed, 1, 99, std::string()),
      line_message(LineOp::asset, 1, std::string("key"), std::string("text/plain"), false),
      line_message(LineOp::asset, 1, std::string("wrong-key"), std::string("text/plain"), true),
  };
  for (const Bytes& message : broken) {
    const auto one = std::make_shared<Direction>();
    ProxyHost refuses(one);
    refuses.process_message(message);
    EXPECT_FALSE(refuses.is_open());
    EXPECT_FALSE(one->is_open());
    const auto other = std::make_shared<Direction>();
    ProxyWorker refuses_too(other);
    refuses_too.process_message(message);
    EXPECT_FALSE(other->is_open());
  }
}

TEST_F(ProxyAdversity, WhatIsSaidOfAppsAndSocketsThatHaveGoneIsNothing) {
  const auto one = std::make_shared<Direction>();
  ProxyHost lives(one);
  const auto other = std::make_shared<Direction>();
  ProxyWorker lives_too(other);
  for (const auto op : {LineOp::frame, LineOp::open}) lives.process_message(line_message(op, 7, 7));
  for (const auto op : {LineOp::frame, LineOp::lost}) lives_too.process_message(line_message(op, 7, 7));
  lives.process_message(line_message(LineOp::taken, 7, 7, 7));
  lives_too.process_message(line_message(LineOp::taken, 7, 7, 7));
  for (const auto op : {LineOp::end}) {
    lives.process_message(line_message(op, 7));
    lives_too.process_message(line_message(op, 7));
  }
  EXPECT_TRUE(one->is_open());
  EXPECT_TRUE(other->is_open());
}

}  // namespace
}  // namespace bonito
