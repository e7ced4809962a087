// Frames that a slow line may need long for.
#include <string>

#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/limits.hpp"
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

// Those that a page sends.
struct IncomingPieces : FramePieces {
  IncomingPieces() : browser(registry, App([this] { return dom::button("say", on_click([this] { ++clicks; })); })) {
    browser.connect();
  }
  static Bytes said(std::uint16_t number) {
    Bytes frame = data_frame({number, 0});
    Encoder out(frame);
    for (const auto& part : {Value(static_cast<int>(BrowserOp::event)), Value(1), Value(Value::List{})})
      out.value(part);
    return frame;
  }
  void piece_of(const Bytes& whole, std::size_t at, std::size_t size, std::size_t total = 0) {
    total = total > 0 ? total : whole.size();
    Bytes piece = piece_frame({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(total)});
    const auto bytes = BytesView(whole).subspan(at, size);
    piece.insert(piece.end(), bytes.begin(), bytes.end());
    browser.session->process_message(piece);
    browser.settle();
  }
  ByeCode bye() const { return browser.connection->bye().value_or(Bye{}).code; }

  int clicks = 0;
  Browser browser;
  const Bytes frame = said(1);  // of 8 bytes
};

TEST_F(IncomingPieces, AreHandledWhenTheLastHasComeAndThePageHearsOfEach) {
  piece_of(frame, 0, 2);
  EXPECT_EQ(browser.connection->next(), ping_frame({}));
  piece_of(frame, 2, 2);
  EXPECT_EQ(browser.connection->next(), ping_frame({}));
  EXPECT_TRUE(browser.connection->quiet());
  EXPECT_EQ(clicks, 0);
  piece_of(frame, 4, frame.size() - 4);
  EXPECT_EQ(clicks, 1);
  EXPECT_EQ(browser.connection->next(), ack_frame(1));
  browser.session->process_message(said(2));
  browser.settle();
  EXPECT_EQ(clicks, 2);
}

TEST_F(IncomingPieces, LeaveALineWithoutRoomAlone) {
  browser.connection->congested = true;
  piece_of(frame, 0, 2);
  EXPECT_EQ(browser.connection->next(), ping_frame({}));
  piece_of(frame, 2, 2);
  EXPECT_TRUE(browser.connection->quiet());
  piece_of(frame, 4, frame.size() - 4);
  EXPECT_EQ(clicks, 1);
}

TEST_F(IncomingPieces, BeginAnewOnTheNextConnection) {
  piece_of(frame, 0, 4);
  browser.session->soft_close();
  browser.connect();
  EXPECT_EQ(browser.welcome->received, 0u);
  piece_of(frame, 0, 4);
  piece_of(frame, 4, frame.size() - 4);
  EXPECT_EQ(clicks, 1);
}

TEST_F(IncomingPieces, ThatDoNotFollowTheOneBeforeEndTheLine) {
  piece_of(frame, 0, 2);
  piece_of(frame, 3, 2);
  EXPECT_EQ(bye(), ByeCode::protocol);
}

TEST_F(IncomingPieces, OfALostLineAreNotGoneOnWith) {
  piece_of(frame, 0, 4);
  browser.session->soft_close();
  browser.connect();
  piece_of(frame, 4, frame.size() - 4);
  EXPECT_EQ(clicks, 0);
  EXPECT_EQ(bye(), ByeCode::protocol);
}

TEST_F(IncomingPieces, OfMoreThanAFrameMayHoldEndTheLine) {
  piece_of(frame, 0, 2, max_frame_from_browser + 1);
  EXPECT_EQ(bye(), ByeCode::protocol);
}

TEST_F(IncomingPieces, OfWhatIsNoDataEndTheLine) {
  for (const Bytes& other : {ack_frame(0), piece_frame({0, 10}), Bytes{std::byte{200}, std::byte{0}}}) {
    browser.connect();
    piece_of(other, 0, 1);
    piece_of(other, 1, other.size() - 1);
    EXPECT_EQ(bye(), ByeCode::protocol);
  }
}

}  // namespace
}  // namespace bonito
