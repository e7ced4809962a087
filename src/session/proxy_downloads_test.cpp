// Downloads that an app of another process offers: they come through the host, piece by piece.
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include "bonito/session/download.hpp"
#include "session/proxy_fixture.hpp"

namespace bonito {
namespace {

using detail::line_message;
using detail::LineOp;
using ::testing::HasSubstr;
using testing::quoted;
using namespace literals;
using namespace std::chrono_literals;

constexpr std::uint64_t long_size = 5'000'000;

char letter_at(std::uint64_t offset) { return static_cast<char>('a' + offset % 26); }
std::string letters(std::uint64_t first, std::uint64_t count) {
  std::string all(count, ' ');
  for (std::uint64_t i = 0; i < count; ++i) all[i] = letter_at(first + i);
  return all;
}
Download long_one() {
  const auto read = [](std::uint64_t offset, std::span<std::byte> into) {
    for (auto& byte : into) byte = static_cast<std::byte>(letter_at(offset++));
    return into.size();
  };
  return Download::sized(long_size, read, {.name = "long \"one\".txt"});
}

class ProxyDownloads : public testing::ProxyTest {
 protected:
  // A page with an app of the worker's that offers this, and where.
  std::string offer(const Download& download, const Request& request = {.path = "/deep/page"}) {
    worker.serve("files", App([download] { return dom::main(dom::a("href"_a = download, "Save")); }));
    html = pages.embed(host.app("files"), request);
    return quoted(html, "<a href=\"");
  }
  Response get(std::string address, Headers headers = {}, std::string identity = "") const {
    return pages.answer({.method = "GET", .path = "/" + address, .headers = std::move(headers), .identity = identity});
  }
  static std::string header(const Response& response, std::string_view name) {
    return std::string(find_header(response.headers, name));
  }
  // What is left of a response's body.
  static std::string read(const Response& response, std::size_t room = 64u << 10) {
    std::string all = response.body;
    Bytes piece(room);
    while (response.source) {
      const auto bytes = response.source->read(piece);
      if (bytes == 0 || (all += as_text(BytesView(piece).first(bytes))).size() == response.source->size) break;
    }
    return all;
  }
  void leave() const { find_session(quoted(html, "data-session=\""))->close(); }

  std::string html;
};

TEST_F(ProxyDownloads, AreFetchedThroughTheHostWithTheirNamesTypesAndSizes) {
  const auto address = offer(long_one());
  EXPECT_TRUE(address.starts_with("../_bonito/")) << html;
  const auto answer = get(address);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_THAT(header(answer, "Content-Disposition"), HasSubstr("attachment; filename=\"long _one_.txt\""));
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->size, long_size);
  EXPECT_EQ(read(answer), letters(0, long_size));
}

TEST_F(ProxyDownloads, AnswerRangesAndConditions) {
  const auto address = offer(long_one());
  const auto tag = header(get(address), "ETag");
  const auto part = get(address, {{"Range", "bytes=1000000-1999999"}, {"If-Range", tag}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(header(part, "Content-Range"), "bytes 1000000-1999999/5000000");
  EXPECT_EQ(read(part), letters(1'000'000, 1'000'000));
  EXPECT_EQ(get(address, {{"Range", "bytes=5000000-"}}).status, 416);
  EXPECT_EQ(get(address, {{"If-None-Match", tag}}).status, 304);
}

TEST_F(ProxyDownloads, OfNoSizeEndWithTheirStream) {
  const auto address = offer(Download::stream(
      []() -> Pieces {
        for (int row = 0; row < 50'000; ++row) co_yield std::to_string(row) + '\n';
      },
      {.name = "rows.csv"}));
  std::string rows;
  for (int row = 0; row < 50'000; ++row) rows += std::to_string(row) + '\n';
  const auto answer = get(address);
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->size, std::nullopt);
  EXPECT_EQ(read(answer), rows);
}

TEST_F(ProxyDownloads, SendOnePieceForEachThatTheReaderAsksFor) {
  const auto answer = get(offer(long_one()));
  EXPECT_EQ(down->count(LineOp::piece), 0u) << "nobody has read yet";
  Bytes piece(10'000);
  for (std::size_t pieces = 1; pieces <= 3; ++pieces) {
    EXPECT_EQ(answer.source->read(piece), piece.size());
    EXPECT_EQ(down->count(LineOp::piece), pieces);
  }
  Bytes large(std::size_t{4} << 20);
  EXPECT_LE(answer.source->read(large), 256u << 10) << "however much it asks for";
}

TEST_F(ProxyDownloads, ThatNobodyReadsAnyMoreAreLetGoOfByTheWorker) {
  const auto held = std::make_shared<int>();
  auto answer = get(offer(Download::stream(
      [held = std::weak_ptr(held)] { return [held = held.lock()] { return std::optional<std::string>("again"); }; },
      {.name = "endless.txt"})));
  Bytes piece(100);
  answer.source->read(piece);
  EXPECT_EQ(held.use_count(), 2);
  answer = {};
  up->wait_for(LineOp::drop, 1);
  up->end();                                               // it has been read
  while (held.use_count() > 1) std::this_thread::yield();  // the thread that made the piece lets go of it soon
}

TEST_F(ProxyDownloads, AreForWhomThePageWasRenderedFor) {
  const auto address = offer(long_one(), {.path = "/", .identity = "ada"});
  EXPECT_EQ(get(address).status, 404);
  EXPECT_EQ(get(address, {}, "eve").status, 404);
  EXPECT_EQ(get(address, {}, "ada").status, 200);
  EXPECT_EQ(get(address + "x", {}, "ada").status, 404);
  EXPECT_EQ(get(address.substr(0, address.size() - 60), {}, "ada").status, 404);
}

TEST_F(ProxyDownloads, AreFetchedForThePageThatOffersThemOnly) {
  const auto first = offer(long_one());
  const auto second = offer(Download::text("another", {.name = "another.txt"}));
  // Where the key of one begins behind what all of the same app's addresses begin with.
  const auto beginning = std::string("../_bonito/").size() + 22;
  EXPECT_EQ(get(second.substr(0, beginning) + first.substr(beginning)).status, 404);
  EXPECT_EQ(read(get(second)), "another");
}

// Anybody may ask for such a one, and the line is everybody's.
TEST_F(ProxyDownloads, OfANameThatIsNoUtf8AreNotFoundAndTheLineStays) {
  const auto address = offer(long_one());
  const auto beginning = std::string("../_bonito/").size() + 22;
  EXPECT_EQ(get(address.substr(0, beginning) + "\xff").status, 404);
  EXPECT_TRUE(host.is_open());
  EXPECT_TRUE(down->is_open());
}

TEST_F(ProxyDownloads, EndWithThePageButThoseThatHaveBegunComeToTheirEnd) {
  const auto address = offer(long_one());
  const auto begun = get(address);
  leave();
  up->wait_for(LineOp::end, 1);
  EXPECT_EQ(get(address).status, 404);
  EXPECT_EQ(read(begun), letters(0, long_size));
}

TEST_F(ProxyDownloads, ThatFailAreCutOffAndTheWorkersSessionIsTold) {
  const auto answer = get(offer(Download::stream(
      []() -> Pieces {
        co_yield "some";
        throw std::runtime_error("the sensor is gone");
      },
      {.name = "broken.txt"})));
  EXPECT_THROW(read(answer), Failure);
}

TEST_F(ProxyDownloads, AreCutOffWhenTheLineBreaks) {
  const auto answer = get(offer(long_one()));
  Bytes piece(100);
  answer.source->read(piece);
  break_line();
  EXPECT_THROW(answer.source->read(piece), Failure);
}

TEST_F(ProxyDownloads, OfWhichTooManyAreReadAtOnceAreRefusedByTheWorker) {
  const auto address = offer(long_one());
  std::vector<Response> reading;
  for (std::size_t i = 0; i < SessionLimits().max_downloads; ++i) reading.push_back(get(address));
  EXPECT_EQ(reading.back().status, 200);
  const auto refused = get(address);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(header(refused, "Retry-After"), "5");
}

TEST_F(ProxyDownloads, HandlersSaveWhatTheyMake) {
  worker.serve("saver", App([](Session& session) {
                 return dom::button("Save", on_click([&session] {
                                      save(session, Download::text("a report", {.name = "report.txt"}));
                                    }));
               }));
  html = pages.embed(host.app("saver"), {.path = "/"});
  auto browser = browser_of(html);
  browser.event(button_of(html));
  const auto arguments = browser.next_messages().back()[3];
  EXPECT_EQ(read(get(*arguments.list()->at(0).text())), "a report");
}

// A worker that has rendered one page, and then says nothing.
class SilentWorker : public ProxyDownloads {
 protected:
  explicit SilentWorker(std::chrono::milliseconds patience = 1h) : waiting(silent, {.render_within = patience}) {
    std::promise<std::string> told;
    silent->read([&](BytesView bytes) {
      const detail::LineMessage message(bytes);
      if (message.op() != LineOp::render) return;
      const auto asked =
          message
              .read<std::uint32_t, std::string, std::string, std::string, Value, Value, Value, Value, Value, Value>();
      told.set_value(std::get<3>(asked));
      waiting.process_message(line_message(LineOp::rendered, 1, 1, 0));
    });
    pages.embed(waiting.app("files"), {.path = "/"});
    address = "_bonito/" + told.get_future().get() + "key";
  }

  const std::shared_ptr<testing::Direction> silent = std::make_shared<testing::Direction>();
  ProxyHost waiting;
  std::string address;
};
class ShortlyAwaited : public SilentWorker {
 protected:
  ShortlyAwaited() : SilentWorker(20s) {}
};

TEST_F(ShortlyAwaited, AWorkerThatSaysNothingIsWaitedForOnlySoLong) {
  EXPECT_EQ(get(address).status, 502);
  EXPECT_EQ(silent->count(LineOp::fetch), 1u);
  silent->wait_for(LineOp::drop, 1);
  waiting.process_message(line_message(LineOp::answer, 1, 200, Value(Value::List{}), true, Value()));
  EXPECT_TRUE(waiting.is_open()) << "an answer that is late is nothing";
}

TEST_F(SilentWorker, OnlySoManyOfTheHostsThreadsWaitForIt) {
  constexpr std::size_t most = 64;
  std::vector<std::thread> readers;
  for (std::size_t i = 0; i < most; ++i) readers.emplace_back([&] { EXPECT_EQ(get(address).status, 502); });
  silent->wait_for(LineOp::fetch, most);
  const auto refused = get(address);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(header(refused, "Retry-After"), "5");
  EXPECT_EQ(silent->count(LineOp::fetch), most);
  waiting.closed();
  for (auto& reader : readers) reader.join();
}

TEST_F(SilentWorker, ADownloadThatHasBegunGoesOnWhenNoMoreMayBegin) {
  Response begun;
  std::thread first([&] { begun = get(address); });
  silent->wait_for(LineOp::fetch, 1);
  waiting.process_message(line_message(LineOp::answer, 1, 200, Value(Value::List{}), true, Value()));
  first.join();
  ASSERT_TRUE(begun.source);
  constexpr std::size_t most = 64;
  std::vector<std::thread> others;
  for (std::size_t i = 0; i < most; ++i) others.emplace_back([&] { EXPECT_EQ(get(address).status, 502); });
  silent->wait_for(LineOp::fetch, 1 + most);

  auto read = std::async(std::launch::async, [&] {
    Bytes room(10);
    try {
      return begun.source->read(room);
    } catch (const Failure& failure) {
      ADD_FAILURE() << failure.what();
      return std::size_t{0};
    }
  });
  while (silent->count(LineOp::more) == 0 && read.wait_for(0s) != std::future_status::ready) std::this_thread::yield();
  Bytes piece = line_message(LineOp::piece, 1);
  piece.insert(piece.end(), 4, std::byte{'x'});
  waiting.process_message(piece);
  EXPECT_EQ(read.get(), 4u);
  waiting.closed();
  for (auto& other : others) other.join();
}

// What a host may not say to a worker.
TEST_F(ProxyDownloads, ThatCannotBeHadCloseTheLine) {
  const auto fetch = [](std::uint32_t number) {
    return line_message(LineOp::fetch, number, 1, Value("key"), Value("GET"), Value(Value::List{}));
  };
  const auto more = line_message(LineOp::more, 1, 100);
  for (const auto& second : {fetch(1), more}) {
    const auto line = std::make_shared<testing::Direction>();
    ProxyWorker refuses(line);
    refuses.process_message(more);
    refuses.process_message(line_message(LineOp::drop, 1));
    EXPECT_TRUE(line->is_open()) << "of what is not known nothing is said";
    refuses.process_message(fetch(1));
    refuses.process_message(second);
    EXPECT_FALSE(line->is_open());
  }
}

}  // namespace
}  // namespace bonito
