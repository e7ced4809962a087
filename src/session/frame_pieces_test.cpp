// Frames that a slow line may need long for.
#include <string>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using testing::Messages;
using testing::swap;
using FramePieces = testing::SessionTest;

constexpr std::size_t most = (64u << 10) * 3;  // of a line of which nothing is known
constexpr int pieces_of_longer = 5 * most / (32u << 10) + 1;

// Its slot is 2.
App with_a_button(const Observable<std::string>& content) {
  return App([=] {
    return dom::main(content.map([](const std::string& text) { return dom::p(text); }),
                     dom::button("nothing", on_click([] {})));
  });
}

TEST_F(FramePieces, CarryAContentThatIsLongerThanTheLineIsKnownToCarrySoon) {
  const auto content = Observable<std::string>("short");
  Browser browser(registry,
                  App([=] { return dom::main(content.map([](const std::string& text) { return dom::p(text); })); }));
  browser.connect();
  const std::string shorter(most - 1000, 'x'), longer(5 * most, 'y');
  content.set(shorter);
  EXPECT_EQ(browser.messages(), (Messages{testing::text_inside(1, shorter)}));
  EXPECT_EQ(browser.connection->pieces, 0);
  content.set(longer);
  EXPECT_EQ(browser.messages(), (Messages{testing::text_inside(1, longer)}));
  EXPECT_EQ(browser.connection->pieces, pieces_of_longer);
}

TEST_F(FramePieces, ComeAgainOnTheNextConnection) {
  const auto content = Observable<std::string>("short");
  Browser browser(registry,
                  App([=] { return dom::main(content.map([](const std::string& text) { return dom::p(text); })); }));
  browser.connect();
  const std::string longer(5 * most, 'y');
  content.set(longer);
  browser.settle();
  EXPECT_EQ(browser.connection->pieces, pieces_of_longer);
  browser.session->soft_close();
  browser.connect();
  EXPECT_EQ(browser.connection->pieces, pieces_of_longer);
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  EXPECT_EQ(browser.messages(), (Messages{testing::text_inside(1, longer)}));
}

TEST_F(FramePieces, WaitUntilThereIsRoomAndNothingButAnswersPassesThem) {
  const auto content = Observable<std::string>("short");
  const auto other = Observable<int>{0};
  Browser browser(registry, App([=] {
                    return dom::main(content.map([](const std::string& text) { return dom::p(text); }), other);
                  }));
  browser.connect();
  auto& line = *browser.connection;
  line.congested = true;
  const std::string longer(5 * most, 'y');
  content.set(longer);
  browser.settle();
  EXPECT_EQ(line.pieces, 1);
  other.set(7);
  browser.session->process_message(ping_frame({}));
  browser.settle();
  EXPECT_EQ(line.pieces, 1);
  EXPECT_EQ(kind_of(line.next()), FrameKind::pong);
  browser.session->writable();
  browser.settle();
  EXPECT_EQ(line.pieces, 2);
  line.congested = false;
  browser.session->writable();
  const auto messages = browser.messages();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0], testing::text_inside(1, longer));
  EXPECT_EQ(messages[1][2], Value(7));
  EXPECT_EQ(line.pieces, pieces_of_longer);
}

TEST_F(FramePieces, ComeBeforeTheWordThatWhatThePageSaidMeanwhileIsHandled) {
  const auto content = Observable<std::string>("short");
  Browser browser(registry, with_a_button(content));
  browser.connect();
  auto& line = *browser.connection;
  line.congested = true;
  content.set(std::string(5 * most, 'y'));
  browser.settle();
  browser.event(2);
  browser.settle();
  EXPECT_TRUE(line.quiet());
  line.congested = false;
  browser.session->writable();
  browser.settle();
  EXPECT_EQ(kind_of(line.next()), FrameKind::data);
  EXPECT_EQ(line.next(), ack_frame(1));
}

TEST_F(FramePieces, AreFollowedByTheWordOfWhatIsHandledWhenTheyComeAgain) {
  const auto content = Observable<std::string>("short");
  Browser browser(registry, with_a_button(content));
  browser.connect();
  content.set(std::string(5 * most, 'y'));
  browser.event(2);
  browser.settle();
  browser.session->soft_close();
  browser.connect();
  EXPECT_EQ(browser.welcome->received, 1u);
  EXPECT_EQ(kind_of(browser.connection->next()), FrameKind::data);
  EXPECT_EQ(browser.connection->next(), ack_frame(1));
}

TEST_F(FramePieces, AreNotForBrowsersToSend) {
  Browser browser(registry, App([] { return dom::p("\u2026"); }));
  browser.connect();
  browser.session->process_message(piece_frame({0, 10}));
  browser.settle();
  EXPECT_EQ(browser.connection->bye()->code, ByeCode::protocol);
}

}  // namespace
}  // namespace bonito
