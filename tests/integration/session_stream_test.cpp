// Pages that are carried by server-sent events and POSTs, as the server's network sees them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "bonito/bonito.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/frame.hpp"
#include "support/raw_page.hpp"
#include "support/raw_stream.hpp"

namespace bonito {
namespace {

using test::http_get;
using test::RawPage;
using test::RawSession;
using test::RawStream;
using test::RawTcp;
using test::with_length;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace literals;
using namespace std::chrono_literals;

constexpr auto patience = 20s;

Value::List set(int slot, Value value) { return {Value(1), Value(slot), std::move(value)}; }

// A page that speaks the protocol over streams.
class StreamPage {
 public:
  explicit StreamPage(std::uint16_t port, const std::string& path = "/")
      : port_(port), html_(http_get("127.0.0.1", port, path).value().body) {}

  std::string target() const { return "/_bonito/stream/" + test::session_of(html_); }
  const std::string& html() const { return html_; }
  RawSession& protocol() { return protocol_; }
  RawStream& stream() { return *stream_; }
  // True once it is welcomed.
  bool connect() {
    auto opened = RawStream::open(port_, target());
    if (!opened) return false;
    stream_.emplace(std::move(*opened));
    protocol_.begin();
    say_all();
    while (!protocol_.welcome()) {
      if (!hear()) return false;
    }
    return true;
  }
  void drop() { stream_.reset(); }
  // Several frames go in one POST.
  void say_all() {
    std::string body;
    while (const auto frame = protocol_.next_frame()) body += with_length(*frame);
    if (!stream_ || body.empty()) return;
    EXPECT_EQ(stream_->post(body, stream_->posts() + 1), 204);
  }
  void event(std::uint32_t slot, const Value::List& fields = {}) {
    protocol_.event(slot, fields);
    say_all();
  }
  std::optional<Value::List> next() {
    for (;;) {
      if (auto message = protocol_.next_message()) return message;
      if (!hear()) return std::nullopt;
    }
  }
  // Reads on until all it has said is applied.
  bool is_heard() {
    while (protocol_.acknowledged() < protocol_.sent()) {
      if (!hear()) return false;
    }
    return true;
  }
  // Reads on until the stream ends: the code of the bye, or 0.
  int bye() {
    while (!protocol_.bye() && hear()) {
    }
    return protocol_.bye() ? static_cast<int>(protocol_.bye()->code) : 0;
  }

 private:
  bool hear() {
    const auto frame = stream_->receive(patience);
    if (!frame) return false;
    const auto understood = protocol_.receive(*frame);
    EXPECT_TRUE(understood) << understood.error().message;
    say_all();
    return static_cast<bool>(understood);
  }
  std::uint16_t port_;
  std::string html_;
  RawSession protocol_;
  std::optional<RawStream> stream_;
};

class SessionStream : public ::testing::Test {
 protected:
  Server server{ServerOptions{.port = 0}};
  const Observable<int> count{0};
  const App counter = App([count = count] {
    return dom::main(dom::h1("Count: ", count),
                     dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
  });
};

TEST_F(SessionStream, IsOfferedByThePageBesideTheSocket) {
  server.route("/", counter);
  const StreamPage page(server.port());
  const auto id = test::session_of(page.html());
  EXPECT_THAT(page.html(),
              HasSubstr("data-socket=\"_bonito/ws/" + id + "\" data-stream=\"_bonito/stream/" + id + "\""));
}

TEST_F(SessionStream, IsTheOnlyWayOfAPageWhoseConnectionSaysSo) {
  const Registration streams = force_connection<HttpStreamConnection>();
  server.route("/", counter);
  StreamPage page(server.port());
  EXPECT_THAT(page.html(), HasSubstr("data-stream"));
  EXPECT_THAT(page.html(), Not(HasSubstr("data-socket")));
  ASSERT_TRUE(page.connect());
  page.event(2);
  EXPECT_EQ(page.next(), set(1, 1));
  auto socket = RawPage::of(server.port(), test::session_of(page.html()));
  EXPECT_THAT(socket.connect().error().message, HasSubstr("8 This page is not carried by a WebSocket"));
}

TEST_F(SessionStream, IsNotOfferedWhereNobodyAnswersIt) {
  Pages pages;
  const auto session = pages.open({});
  EXPECT_THAT(render_page(*session, counter), Not(HasSubstr("data-stream")));
}

TEST_F(SessionStream, CarriesEventsUpAndValuesDown) {
  server.route("/", counter);
  StreamPage page(server.port());
  ASSERT_TRUE(page.connect());
  for (int i = 1; i <= 100; ++i) {
    page.event(2);
    ASSERT_EQ(page.next(), set(1, i));
  }
}

TEST_F(SessionStream, KeepsThoseBetweenFromGatheringAndKeepingIt) {
  server.route("/", counter);
  const StreamPage page(server.port());
  const auto stream = RawStream::open(server.port(), page.target()).value();
  const auto& headers = stream.head().headers;
  EXPECT_EQ(find_header(headers, "Content-Type"), "text/event-stream");
  EXPECT_EQ(find_header(headers, "X-Accel-Buffering"), "no");
  EXPECT_EQ(find_header(headers, "Cache-Control"), "no-store, no-transform");
}

TEST_F(SessionStream, ThatIsCutLosesNothingAndCountsNothingTwice) {
  server.route("/", counter);
  StreamPage page(server.port());
  for (int i = 1; i <= 40; i += 2) {
    ASSERT_TRUE(page.connect());
    EXPECT_EQ(page.protocol().welcome()->mode, i == 1 ? Mode::fresh : Mode::resumed);
    page.event(2);
    ASSERT_EQ(page.next(), set(1, i));
    page.drop();
    page.event(2);
    ASSERT_TRUE(page.connect());
    ASSERT_EQ(page.next(), set(1, i + 1));
    page.drop();
  }
}

TEST_F(SessionStream, GivesWayToASocketOfItsPageAndTheOtherWayRound) {
  server.route("/", counter);
  auto page = RawPage::open(server.port()).value();
  auto stream = RawStream::open(server.port(), "/_bonito/stream/" + page.session()).value();
  ASSERT_EQ(stream.send(hello_frame({.instance = page.protocol().instance()})), 204);
  const auto welcome = parse_welcome(body_of(stream.receive(patience).value())).value();
  EXPECT_EQ(welcome.mode, Mode::resumed);
  EXPECT_FALSE(page.next(patience));
  EXPECT_EQ(page.bye()->code, ByeCode::superseded);
  ASSERT_TRUE(page.connect());
  const auto bye = parse_bye(body_of(stream.receive(patience).value())).value();
  EXPECT_EQ(bye.code, ByeCode::superseded);
  EXPECT_FALSE(stream.receive(patience));
  EXPECT_TRUE(stream.has_ended());
  EXPECT_EQ(stream.send(ping_frame({})), 404);
  page.event(2);
  EXPECT_EQ(page.next(), set(1, 1));
}

TEST_F(SessionStream, SaysByeWhenTheProgramEnds) {
  server.route("/", counter);
  StreamPage page(server.port());
  ASSERT_TRUE(page.connect());
  std::thread closing([&] { server.close(); });
  EXPECT_EQ(page.bye(), static_cast<int>(ByeCode::shutdown));
  page.drop();
  closing.join();
}

TEST_F(SessionStream, OfAnUnknownSessionSaysSoToWhoeverReadsIt) {
  auto stream = RawStream::open(server.port(), "/_bonito/stream/AAAAAAAAAAAAAAAAAAAAAA").value();
  const auto bye = parse_bye(body_of(stream.receive(patience).value())).value();
  EXPECT_EQ(bye.code, ByeCode::unknown_session);
  EXPECT_TRUE(stream.has_ended());
}

TEST_F(SessionStream, WhoBreaksTheProtocolIsToldSo) {
  server.route("/", counter);
  StreamPage page(server.port());
  ASSERT_TRUE(page.connect());
  page.stream().send(as_bytes("\x63"));
  EXPECT_EQ(page.bye(), static_cast<int>(ByeCode::protocol));
}

TEST_F(SessionStream, AFrameMayGoOnInTheNextPostAndManyMayBeInOne) {
  server.route("/", counter);
  const StreamPage page(server.port());
  auto stream = RawStream::open(server.port(), page.target()).value();
  const auto hello = with_length(hello_frame({}));
  for (std::size_t i = 0; i < hello.size(); ++i) ASSERT_EQ(stream.post(hello.substr(i, 1), i + 1), 204);
  ASSERT_EQ(kind_of(stream.receive(patience).value()), FrameKind::welcome);
  const auto ping = with_length(ping_frame(as_bytes("1234")));
  std::string all;
  for (int i = 0; i < 100; ++i) all += ping;
  const std::size_t cut = all.size() / 2 + 1;
  ASSERT_EQ(stream.post(all.substr(0, cut), hello.size() + 1), 204);
  ASSERT_EQ(stream.post(all.substr(cut), hello.size() + 2), 204);
  for (int pongs = 0; pongs < 100;) {
    const auto frame = stream.receive(patience);
    ASSERT_TRUE(frame);
    if (kind_of(*frame) == FrameKind::pong) ++pongs;
  }
}

TEST_F(SessionStream, APostThatComesAgainIsAnsweredAgainAndCountsOnce) {
  server.route("/", counter);
  StreamPage page(server.port());
  ASSERT_TRUE(page.connect());
  page.protocol().event(2);
  const auto click = with_length(page.protocol().next_frame().value());
  auto& stream = page.stream();
  const auto number = stream.posts() + 1;
  ASSERT_EQ(stream.post(click, number), 204);
  ASSERT_EQ(stream.post(click, number), 204);
  EXPECT_EQ(page.next(), set(1, 1));
  page.event(2);
  EXPECT_EQ(page.next(), set(1, 2));
}

TEST_F(SessionStream, APostOutOfTurnOrOfAnotherStreamIsRefused) {
  server.route("/", counter);
  const StreamPage page(server.port()), other(server.port());
  auto stream = RawStream::open(server.port(), page.target()).value();
  for (const std::uint64_t number : {0u, 2u, 3u}) EXPECT_EQ(stream.post("", number), 409) << number;
  EXPECT_EQ(stream.post("", 1), 204);
  const auto status = [&](const std::string& target, const std::string& sender) {
    Headers headers{{"Origin", "http://127.0.0.1"}};
    if (!sender.empty()) headers.emplace_back("Bonito-Stream", sender);
    return test::http_request(server.port(), "POST", target, "", headers).value().status;
  };
  const auto token = stream.token();
  EXPECT_EQ(status(page.target(), token + " 2"), 204);
  EXPECT_EQ(status(other.target(), token + " 3"), 404);
  std::string almost = token;
  almost.back() = almost.back() == 'A' ? 'B' : 'A';
  for (const std::string& sender :
       std::vector<std::string>{"", token, token + " ", token + " x", token + " 3x", almost + " 3",
                                token.substr(0, 11) + " 3", " 3", token + " 99999999999999999999999"}) {
    EXPECT_EQ(status(page.target(), sender), 404) << sender;
  }
  EXPECT_EQ(status(page.target(), token + " 3"), 204);
}

TEST_F(SessionStream, AFrameOverTheLimitEndsItWithAReasonBeforeItHasCome) {
  server.route("/", counter);
  const StreamPage page(server.port());
  for (const bool welcomed : {false, true}) {
    auto stream = RawStream::open(server.port(), page.target()).value();
    if (welcomed) {
      ASSERT_EQ(stream.send(hello_frame({})), 204);
      ASSERT_TRUE(stream.receive(patience));
    }
    const std::size_t too_long = (welcomed ? max_frame_from_browser : max_hello) + 1;
    std::string length = with_length(Bytes(too_long)).substr(0, 4);
    stream.post(length, stream.posts() + 1);
    std::optional<Bytes> last;
    while (auto frame = stream.receive(patience)) last = std::move(frame);
    ASSERT_TRUE(last);
    EXPECT_EQ(parse_bye(body_of(*last)).value().code, ByeCode::too_large) << welcomed;
  }
}

TEST_F(SessionStream, LargeValuesGoBothWays) {
  const Observable<std::string> typed{""};
  server.route("/", App([=](Session& session) {
                 session.mirror("echo", typed);
                 return dom::input("value"_a = "", on_input([=](std::string text) { typed.set(text); }));
               }));
  StreamPage page(server.port());
  ASSERT_TRUE(page.connect());
  while (!page.protocol().mirror("echo")) ASSERT_TRUE(page.next());
  const std::string large(12u << 20, 'x');
  page.protocol().event(test::event_slot(page.html(), "input"), {Value(large)});
  const auto frame = with_length(page.protocol().next_frame().value());
  auto& stream = page.stream();
  constexpr std::size_t piece = 512u << 10;
  for (std::size_t start = 0; start < frame.size(); start += piece) {
    ASSERT_EQ(stream.post(frame.substr(start, piece), stream.posts() + 1), 204);
  }
  std::optional<Value::List> message;
  do {
    message = page.next();
    ASSERT_TRUE(message);
  } while (!message->back().text() || message->back().text()->size() != large.size());
}

TEST_F(SessionStream, WhoSaysMoreThanTheHandlersTakeWaitsForTheAnswer) {
  const auto go_on = std::make_shared<std::latch>(1);  // the last handlers run when the test is over
  server.route("/", App([=] { return dom::button("+1", on_click([=] { go_on->wait(); })); }));
  StreamPage page(server.port());
  ASSERT_TRUE(page.connect());
  auto& stream = page.stream();
  const Value::List much{Value(std::string(100'000, 'x'))};
  const auto next_post = [&] {
    page.protocol().event(1, much);
    return stream.begin_post(with_length(page.protocol().next_frame().value()), stream.posts() + 1);
  };
  struct Finally {  // also if the test ends before
    std::latch& latch;
    ~Finally() {
      if (!latch.try_wait()) latch.count_down();
    }
  } const finally{*go_on};
  std::optional<RawTcp> waits;
  for (int posts = 0; !waits && posts < 100; ++posts) {
    auto tcp = next_post();
    auto answer = tcp.response(200ms);
    if (!answer && stream.is_waiting_for_answer()) {
      waits.emplace(std::move(tcp));
      break;
    }
    if (!answer) answer = tcp.response(patience);  // it was only late
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->status, 204);
    stream.count_post();
  }
  ASSERT_TRUE(waits) << "nobody was held back";
  go_on->count_down();
  EXPECT_EQ(waits->response(patience).value().status, 204);
}

TEST_F(SessionStream, InAPauseAProxySeesAComment) {
  Server quick(ServerOptions{.port = 0, .ask_after = 30ms});
  quick.route("/", counter);
  const StreamPage page(quick.port());
  auto stream = RawStream::open(quick.port(), page.target()).value();
  while (stream.comments() < 3) stream.receive(100ms);
}

TEST_F(SessionStream, ABrowserThatDoesNotAnswerThoughItsProxyTakesEverythingIsDropped) {
  Server quick(ServerOptions{.port = 0, .ask_after = 50ms});
  quick.route("/", counter);
  const StreamPage page(quick.port());
  auto stream = RawStream::open(quick.port(), page.target()).value();
  ASSERT_EQ(stream.send(hello_frame({})), 204);
  std::optional<Bytes> last;
  while (auto frame = stream.receive(patience)) last = std::move(frame);
  EXPECT_TRUE(stream.has_ended());
  EXPECT_EQ(parse_bye(body_of(last.value())).value().code, ByeCode::lagging);
}

TEST_F(SessionStream, ManyAtOnceAndManyCuts) {
  server.route("/", counter);
  std::vector<std::thread> browsers;
  for (int i = 0; i < 8; ++i) {
    browsers.emplace_back([&] {
      StreamPage page(server.port());
      for (int cut = 0; cut < 10; ++cut) {
        ASSERT_TRUE(page.connect());
        for (int click = 0; click < 5; ++click) page.event(2);
        ASSERT_TRUE(page.next());
        page.drop();
      }
      ASSERT_TRUE(page.connect());
      ASSERT_TRUE(page.is_heard());
    });
  }
  for (auto& browser : browsers) browser.join();
  EXPECT_EQ(count.get(), 8 * 10 * 5);
}

}  // namespace
}  // namespace bonito
