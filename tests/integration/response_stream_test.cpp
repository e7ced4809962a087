// Responses that are written while they are read, over real connections, by a client that may break every rule.
#include "bonito/http/response_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bonito/http/http_server.hpp"
#include "support/raw_client.hpp"

namespace bonito::http {
namespace {

using namespace std::chrono_literals;
using test::RawTcp;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto patience = 60s;

Bytes bytes_of(std::string_view text) { return {as_bytes(text).begin(), as_bytes(text).end()}; }

// A server that answers every request with a stream, and remembers what happened to them.
class Streams {
 public:
  explicit Streams(StreamOptions options = {}, HttpOptions http = {}, Response head = {})
      : options_(std::move(options)), head_(std::move(head)), server_(with_free_port(std::move(http)), events()) {}

  std::uint16_t port() const { return server_.port(); }
  HttpServer& server() { return server_; }
  RawTcp ask(const std::string& request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n") {
    auto tcp = RawTcp::connect(port()).value();
    tcp.send(request);
    return tcp;
  }
  // Of the newest request.
  std::shared_ptr<ResponseStream> opened() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_ != nullptr; });
    return std::exchange(open_, nullptr);
  }
  void wait_until_drained(int times) { wait(drained_, times); }
  void wait_until_closed(int times) { wait(closed_, times); }
  int opened_so_far() {
    const std::lock_guard lock(mutex_);
    return opens_;
  }

 private:
  static HttpOptions with_free_port(HttpOptions options) {
    options.port = 0;
    return options;
  }
  void wait(const int& count, int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count >= times; });
  }
  void note(int& count) {
    const std::lock_guard lock(mutex_);
    ++count;
    changed_.notify_all();
  }
  HttpEvents events() {
    return {.on_request =
                [this](Request request, Respond respond) {
                  if (request.path == "/plain") return respond({.body = "plain"});
                  const bool breaks = request.path == "/throw";
                  respond(Stream{.head = head_,
                                 .events = {.on_open =
                                                [this, breaks](std::shared_ptr<ResponseStream> stream) {
                                                  if (breaks) throw std::runtime_error("the secret");
                                                  const std::lock_guard lock(mutex_);
                                                  open_ = std::move(stream);
                                                  ++opens_;
                                                  changed_.notify_all();
                                                },
                                            .on_drained = [this] { note(drained_); },
                                            .on_close = [this] { note(closed_); }},
                                 .options = options_});
                },
            .on_upgrade = {}};
  }
  const StreamOptions options_;
  const Response head_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<ResponseStream> open_;
  int opens_ = 0;
  int drained_ = 0;
  int closed_ = 0;
  HttpServer server_;  // last: it calls what stands above
};

// Reads until it ends so; nothing if it does not.
std::string read_until(RawTcp& tcp, std::string_view end) {
  std::string text;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!text.ends_with(end)) {
    if (!tcp.receive(text, deadline)) return "";
  }
  return text;
}
// All that comes until the peer ends.
std::string read_all(RawTcp& tcp) {
  std::string text;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (tcp.receive(text, deadline)) {
  }
  return text;
}

TEST(ResponseStream, WhatIsWrittenComesAtOnceInChunks) {
  Streams streams({}, {}, {.status = 201, .headers = {{"Content-Type", "text/event-stream"}}});
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  const auto head = read_until(tcp, "\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("HTTP/1.1 201 Created\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Type: text/event-stream\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_GT(stream->write(bytes_of("hello")), 5u);
  EXPECT_EQ(read_until(tcp, "\r\nhello\r\n"), "5\r\nhello\r\n");
  stream->write(bytes_of("and again, longer"));
  EXPECT_EQ(read_until(tcp, "longer\r\n"), "11\r\nand again, longer\r\n");
  stream->close();
  stream->close();
  EXPECT_FALSE(stream->is_open());
  EXPECT_EQ(stream->write(bytes_of("too late")), 0u);
  EXPECT_EQ(read_all(tcp), "0\r\n\r\n");
}

TEST(ResponseStream, APieceInSeveralPartsIsOneAndAnEmptyOneIsNone) {
  const std::string first = "first ", second = "second";  // not owned by what is written: they outlive the server
  Streams streams;
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  read_until(tcp, "\r\n\r\n");
  stream->write(Payload{});
  stream->write(Payload(as_bytes("head "), {nullptr, as_bytes(first)}, {nullptr, as_bytes(second)}));
  EXPECT_EQ(read_until(tcp, "second\r\n"), "11\r\nhead first second\r\n");
}

TEST(ResponseStream, WhatSeveralThreadsWriteComesWhole) {
  Streams streams;
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    writers.emplace_back([stream, letter] {
      for (int i = 0; i < 500; ++i) stream->write(bytes_of(std::string(10, letter)));
    });
  }
  for (auto& writer : writers) writer.join();
  stream->close();
  const auto response = tcp.response(patience).value();
  ASSERT_EQ(response.body.size(), 4u * 500 * 10);
  std::map<char, int> pieces;
  for (std::size_t i = 0; i < response.body.size(); i += 10) {
    const auto piece = response.body.substr(i, 10);
    ASSERT_EQ(piece, std::string(10, piece[0]));
    ++pieces[piece[0]];
  }
  EXPECT_THAT(pieces, ::testing::Each(::testing::Pair(::testing::_, 500)));
}

TEST(ResponseStream, ALargeBodyComesWhole) {
  Streams streams;
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  const std::string large(5u << 20, 'x');
  for (int i = 0; i < 4; ++i) EXPECT_GT(stream->write(bytes_of(large)), large.size());
  stream->close();
  EXPECT_EQ(tcp.response(patience).value().body.size(), 4 * large.size());
}

TEST(ResponseStream, TellsHowMuchWaitsAndWhenThereIsRoom) {
  Streams streams;
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  read_until(tcp, "\r\n\r\n");
  const std::string large(24u << 20, 'x');  // more than the system takes
  const auto once = stream->write(bytes_of(large));
  EXPECT_EQ(stream->write(bytes_of(large)), 2 * once);
  stream->write(bytes_of("the end"));
  EXPECT_NE(read_until(tcp, "the end\r\n"), "");
  streams.wait_until_drained(1);
  EXPECT_LT(stream->write(bytes_of("!")), 100u);
}

TEST(ResponseStream, WhoWritesOnRegardlessLosesItAndTheBodyHasNoEnd) {
  Streams streams({.max_waiting_bytes = 1u << 20});
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  const Bytes piece(100'000);
  while (stream->write(piece) > 0) {
  }
  EXPECT_FALSE(stream->is_open());
  streams.wait_until_closed(1);
  EXPECT_THAT(read_all(tcp), Not(::testing::EndsWith("0\r\n\r\n")));
}

TEST(ResponseStream, AReaderThatLeavesIsNoticed) {
  Streams streams;
  std::shared_ptr<ResponseStream> stream;
  {
    auto tcp = streams.ask();
    stream = streams.opened();
    read_until(tcp, "\r\n\r\n");
  }
  streams.wait_until_closed(1);
  EXPECT_FALSE(stream->is_open());
  EXPECT_EQ(stream->write(bytes_of("too late")), 0u);
}

TEST(ResponseStream, WhatTheReaderSaysMeanwhileIsNotRead) {
  Streams streams;
  auto tcp = streams.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /plain HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto stream = streams.opened();
  tcp.send(std::string(1u << 20, '?'));
  stream->write(bytes_of("hello"));
  EXPECT_THAT(read_until(tcp, "hello\r\n"), Not(HasSubstr("plain")));
  stream->close();
  EXPECT_EQ(read_all(tcp), "0\r\n\r\n");
}

TEST(ResponseStream, AReaderThatTakesNothingIsDropped) {
  Streams streams({}, {.ping_interval = 100ms});
  auto tcp = streams.ask();
  tcp.shrink_buffers();
  const auto stream = streams.opened();
  stream->write(Bytes(16u << 20));
  streams.wait_until_closed(1);
  EXPECT_FALSE(stream->is_open());
}

TEST(ResponseStream, AReaderThatIsSlowButTakesIsKept) {
  Streams streams({}, {.ping_interval = 1s});
  auto tcp = streams.ask();
  tcp.shrink_buffers();  // so that it takes many intervals
  const auto stream = streams.opened();
  stream->write(Bytes(256u << 10));
  stream->write(bytes_of("the end"));
  EXPECT_NE(read_until(tcp, "the end\r\n"), "");
}

TEST(ResponseStream, InAPauseTheFillerIsWritten) {
  Streams streams({.filler = ":\n\n"}, {.ping_interval = 200ms});
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  for (int pause = 0; pause < 3; ++pause) EXPECT_THAT(read_until(tcp, "3\r\n:\n\n\r\n"), HasSubstr(":\n\n"));
  EXPECT_TRUE(stream->is_open());
}

TEST(ResponseStream, OfHeadThereIsTheHeadAloneAndTheConnectionIsKept) {
  Streams streams;
  auto tcp = streams.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto head = tcp.response(patience, true).value();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(find_header(head.headers, "Transfer-Encoding"), "chunked");
  EXPECT_EQ(find_header(head.headers, "Content-Length"), "");
  tcp.send("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(tcp.response().value().body, "plain");
  EXPECT_EQ(streams.opened_so_far(), 0);
}

TEST(ResponseStream, AStatusWithoutABodyHasNoneAndOneThatIsNoneIs500) {
  Streams empty({}, {}, {.status = 204});
  EXPECT_EQ(test::http_get("127.0.0.1", empty.port(), "/").value().status, 204);
  Streams none({}, {}, {.status = 1000});
  EXPECT_EQ(test::http_get("127.0.0.1", none.port(), "/").value().status, 500);
  EXPECT_EQ(empty.opened_so_far() + none.opened_so_far(), 0);
}

TEST(ResponseStream, InHttp10ItEndsWithTheConnection) {
  Streams streams;
  auto tcp = streams.ask("GET / HTTP/1.0\r\n\r\n");
  const auto stream = streams.opened();
  EXPECT_THAT(read_until(tcp, "\r\n\r\n"), Not(HasSubstr("chunked")));
  stream->write(bytes_of("hello"));
  stream->close();
  EXPECT_EQ(read_all(tcp), "hello");
}

TEST(ResponseStream, WhatACallbackThrowsEndsItAndTheServerLivesOn) {
  Streams streams;
  auto tcp = streams.ask("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(read_all(tcp), Not(HasSubstr("secret")));
  EXPECT_EQ(test::http_get("127.0.0.1", streams.port(), "/plain").value().body, "plain");
}

TEST(ResponseStream, CountsAsAConnection) {
  Streams streams({}, {.max_connections = 2});
  auto first = streams.ask();
  const auto one = streams.opened();
  auto second = streams.ask();
  const auto two = streams.opened();
  auto third = RawTcp::connect(streams.port()).value();
  EXPECT_TRUE(third.ends());
}

TEST(ResponseStream, AServerThatClosesEndsItInGoodOrderWithWhatWasWritten) {
  Streams streams;
  auto tcp = streams.ask();
  const auto stream = streams.opened();
  stream->write(bytes_of("the last word"));
  std::thread closing([&] { streams.server().close(); });
  EXPECT_EQ(tcp.response(patience).value().body, "the last word");
  tcp.shut_down_sending();
  closing.join();
  streams.wait_until_closed(1);
  EXPECT_EQ(stream->write(bytes_of("too late")), 0u);
  stream->close();
}

TEST(ResponseStream, AServerThatClosesDoesNotWaitForAReaderThatTakesNothing) {
  Streams streams;
  auto tcp = streams.ask();
  tcp.shrink_buffers();
  const auto stream = streams.opened();
  stream->write(Bytes(16u << 20));
  streams.server().close();
  EXPECT_FALSE(stream->is_open());
}

}  // namespace
}  // namespace bonito::http
