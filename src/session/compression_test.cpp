// Connections whose frames are compressed, because their page says so.
#include <string>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"
#include "wire/deflate.hpp"

namespace bonito {
namespace {

using testing::Browser;
using Compression = testing::SessionTest;

const std::string long_text(10'000, 'x');

// A page that has said hello so.
struct Page {
  Page(const std::shared_ptr<detail::SessionRegistry>& registry, const App& app, bool compressed)
      : browser(registry, app), connection(std::make_shared<testing::MemoryConnection>()) {
    link_of(*browser.session).connect(connection);
    Hello hello;
    hello.compressed = compressed;
    browser.session->process_message(hello_frame(hello));
    EXPECT_EQ(kind_of(connection->next()), FrameKind::welcome);
  }
  Bytes event(const std::string& field, std::uint16_t number = 1) const {
    Bytes frame = data_frame({number, 0});
    Encoder out(frame);
    out.unsigned_integer(static_cast<std::uint8_t>(BrowserOp::event));
    out.unsigned_integer(2);
    out.value(Value::List{Value(field)});
    return frame;
  }
  Browser browser;
  std::shared_ptr<testing::MemoryConnection> connection;
};

// As one that is not worth it: in one stored block of deflate's.
Bytes as_deflated(const Bytes& frame) {
  const auto size = static_cast<std::uint8_t>(frame.size() - 1);
  Bytes packed{frame[0] | std::byte{0x80}, std::byte{1},   std::byte{size}, std::byte{0},
               ~std::byte{size},           std::byte{0xff}};
  packed.insert(packed.end(), frame.begin() + 1, frame.end());
  return packed;
}

App echo(const Observable<std::string>& text) {
  return App([=] { return dom::p(text, dom::input(on_input([=](const std::string& typed) { text.set(typed); }))); });
}

TEST_F(Compression, LargeFramesAreCompressedAndSmallOnesAreNot) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), true);
  text.set(long_text);
  const Bytes large = page.connection->next();
  EXPECT_TRUE(detail::is_deflated(large));
  EXPECT_LT(large.size(), 200u);
  EXPECT_NE(bonito::testing::text_of(detail::inflated(large, max_frame_from_browser).value()).find(long_text),
            std::string::npos);
  page.browser.session->process_message(ack_frame(1));
  text.set("short");
  EXPECT_FALSE(detail::is_deflated(page.connection->next()));
}

// The strand compresses while the connection is lost, or the session closed, here.
TEST_F(Compression, APageThatLeavesWhileItsFrameIsCompressedGetsItWhenItIsBack) {
  for (int round = 0; round < 40; ++round) {
    const Observable<std::string> text{""};
    Page page(registry, echo(text), true);
    std::string wanted = "round " + std::to_string(round) + ":";
    for (unsigned i = 0; i < 40'000; ++i) wanted += static_cast<char>('a' + i * i % 26);
    text.set(wanted);
    if (round % 4 == 0) {
      page.browser.session->close();
      continue;
    }
    link_of(*page.browser.session).lost();
    page.connection = std::make_shared<testing::MemoryConnection>();
    link_of(*page.browser.session).connect(page.connection);
    Hello hello;
    hello.compressed = true;
    page.browser.session->process_message(hello_frame(hello));
    EXPECT_EQ(parse_welcome(body_of(page.connection->next())).value().mode, Mode::resumed);
    const Bytes frame = page.connection->next();
    EXPECT_TRUE(detail::is_deflated(frame));
    EXPECT_NE(bonito::testing::text_of(detail::inflated(frame, max_frame_from_browser).value()).find(wanted),
              std::string::npos);
  }
}

TEST_F(Compression, NobodyIsSentACompressedFrameUnasked) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), false);
  text.set(long_text);
  EXPECT_GT(page.connection->next().size(), long_text.size());
}

TEST_F(Compression, WhatThePageSendsCompressedIsInflated) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), true);
  page.browser.session->process_message(detail::deflated(page.event(long_text)).flat());
  page.browser.settle();
  EXPECT_EQ(text.get(), long_text);
}

TEST_F(Compression, ACompressedFrameIsRefusedWhereThePageDidNotSaySo) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), false);
  page.browser.session->process_message(detail::deflated(page.event(long_text)).flat());
  page.browser.settle();
  EXPECT_EQ(page.connection->bye()->code, ByeCode::protocol);
  EXPECT_EQ(text.get(), "");
}

TEST_F(Compression, OnlyDataAndAcknowledgementsMayBeCompressed) {
  const Observable<std::string> text{""};
  for (const Bytes& frame : {hello_frame({}), ping_frame({}), pong_frame({}), bye_frame({ByeCode::closed, "bye"})}) {
    Page page(registry, echo(text), true);
    page.browser.session->process_message(as_deflated(frame));
    page.browser.settle();
    ASSERT_TRUE(page.connection->bye()) << static_cast<int>(frame[0]);
    EXPECT_EQ(page.connection->bye()->code, ByeCode::protocol);
  }
  Page page(registry, echo(text), true);
  page.browser.session->process_message(as_deflated(ack_frame(0)));
  page.browser.settle();
  EXPECT_FALSE(page.connection->bye());
}

// Which come to a few thousand bytes, compressed.
const std::string very_long_text(900u << 10, 'x');

TEST_F(Compression, AFloodOfFramesThatGrowWhenTheyAreInflatedIsBoundedByWhatTheyGrowTo) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), true);
  auto& session = *page.browser.session;
  session.process_message(detail::deflated(page.event(very_long_text, 1)).flat());
  page.browser.settle();
  EXPECT_EQ(text.get(), very_long_text);
  bonito::testing::Busy busy(session);
  session.process_message(detail::deflated(page.event(very_long_text, 2)).flat());
  EXPECT_FALSE(page.connection->bye());
  session.process_message(detail::deflated(page.event(very_long_text, 3)).flat());
  ASSERT_TRUE(page.connection->bye()) << "1.8 MiB wait, where there may be one";
  EXPECT_EQ(page.connection->bye()->code, ByeCode::lagging);
}

TEST_F(Compression, WhoseFramesGrowNoMoreIsNotHeldBackForLong) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), true);
  page.connection->waits = true;
  auto& session = *page.browser.session;
  session.process_message(detail::deflated(page.event(very_long_text, 1)).flat());
  page.browser.settle();
  {
    bonito::testing::Busy busy(session);
    for (std::uint16_t number = 2; number < 20; ++number) {
      session.process_message(as_deflated(page.event(std::string(200, 'y'), number)));
    }
    EXPECT_TRUE(page.connection->held_back) << "as such frames grew before";
  }
  page.browser.settle();
  EXPECT_FALSE(page.connection->held_back);
  EXPECT_FALSE(page.connection->bye());
  {
    bonito::testing::Busy busy(session);
    for (std::uint16_t number = 20; number < 40; ++number) {
      session.process_message(as_deflated(page.event(std::string(200, 'y'), number)));
    }
    EXPECT_FALSE(page.connection->held_back);
  }
}

TEST_F(Compression, WhatWouldInflateToMoreThanAFrameMayBeIsRefused) {
  const Observable<std::string> text{""};
  Page page(registry, echo(text), true);
  page.browser.session->process_message(detail::deflated(Bytes(max_frame_from_browser + 1)).flat());
  page.browser.settle();
  EXPECT_EQ(page.connection->bye()->code, ByeCode::protocol);
}

}  // namespace
}  // namespace bonito
