// Downloads that pages offer, over real sockets: for how long, to whom, and how they are read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>
#include <regex>
#include <stdexcept>
#include <thread>

#include "bonito/bonito.hpp"
#include "support/process.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace literals;
using namespace std::chrono_literals;
using test::http_get;
using test::http_request;
using test::RawPage;
using test::RawTcp;
using ::testing::HasSubstr;

constexpr auto local = "127.0.0.1";
std::string user_of(const Request& request) { return std::string(find_header(request.headers, "User")); }

// Where the first link or film of a page leads.
std::string address_in(const std::string& html) {
  std::smatch found;
  return std::regex_search(html, found,
                           std::regex("(?:href|src)=\"(_bonito/[0-9a-f]{32}-(?!bonito\\.js|icon)[^\"]*)\""))
             ? "/" + found[1].str()
             : "";
}

// Byte by byte, the last digit of its offset.
char digit_at(std::uint64_t offset) { return static_cast<char>('0' + offset % 10); }
std::string digits(std::uint64_t first, std::uint64_t count) {
  std::string all(count, ' ');
  for (std::uint64_t i = 0; i < count; ++i) all[i] = digit_at(first + i);
  return all;
}
Download counting(std::uint64_t size, DownloadOptions options = {.name = "digits.txt"}) {
  return Download::sized(
      size,
      [](std::uint64_t offset, std::span<std::byte> into) {
        for (auto& byte : into) byte = static_cast<std::byte>(digit_at(offset++));
        return into.size();
      },
      std::move(options));
}

Node link_to(const Download& download) { return dom::a("href"_a = download, "download"_a = true, "Save"); }

class Downloads : public ::testing::Test {
 protected:
  // One more page, which offers this, and where.
  std::string offer(const Download& download) {
    server.route("/", App([this, download](Session& session) {
                   opened = session.shared_from_this();
                   return dom::main(link_to(download), dom::p("A page."));
                 }));
    pages.push_back(RawPage::open(server.port()).value());
    const auto address = address_in(pages.back().html());
    EXPECT_NE(address, "") << pages.back().html();
    return address;
  }
  Response get(const std::string& address, const Headers& headers = {}) {
    return http_get(local, server.port(), address, headers).value();
  }
  static std::string header(const Response& response, std::string_view name) {
    return std::string(find_header(response.headers, name));
  }
  // What is closed is closed soon.
  void expect_soon(int status, const std::string& address) {
    for (int i = 0; i < 500 && get(address).status != status; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(get(address).status, status);
  }
  void expect_failure(const std::string& text) {
    for (int i = 0; i < 500 && !opened->error(); ++i) std::this_thread::sleep_for(10ms);
    ASSERT_TRUE(opened->error());
    EXPECT_THAT(opened->error()->message, HasSubstr(text));
  }

  std::shared_ptr<Session> opened;
  Server server{ServerOptions{.port = 0, .limits = {.max_downloads = 3}}};
  std::vector<RawPage> pages;
};

TEST_F(Downloads, AFileComesWithItsNameAndType) {
  const auto path = std::filesystem::temp_directory_path() / "bonito download test.csv";
  std::ofstream(path) << digits(0, 1'000'000);
  const auto address = offer(Download::file(path));
  const auto whole = get(address);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, digits(0, 1'000'000));
  EXPECT_EQ(header(whole, "Content-Type"), "text/csv; charset=utf-8");
  EXPECT_EQ(header(whole, "Content-Disposition"), "attachment; filename=\"bonito download test.csv\"");
  EXPECT_EQ(header(whole, "Content-Length"), "1000000");
  EXPECT_EQ(header(whole, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(whole, "Cache-Control"), "private, no-cache");
  EXPECT_NE(header(whole, "Last-Modified"), "");
  EXPECT_EQ(get(address, {{"If-None-Match", header(whole, "ETag")}}).status, 304);
  std::ofstream(path) << "another";
  EXPECT_EQ(get(address, {{"If-None-Match", header(whole, "ETag")}}).body, "another") << "it is opened anew";
  std::filesystem::remove(path);
  EXPECT_EQ(get(address).status, 404);
  EXPECT_THROW(Download::file(path), Failure);
}

TEST_F(Downloads, AReaderGoesOnWhereItStoppedAsLongAsTheContentIsTheSame) {
  constexpr std::uint64_t size = (std::uint64_t{5} << 30) + 3;
  const auto address = offer(counting(size));
  auto first = RawTcp::connect(server.port()).value();
  first.send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
  std::string received;
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (received.size() < 300'000 && first.receive(received, deadline)) continue;
  const auto tag_at = received.find("ETag: ") + 6;
  const std::string tag = received.substr(tag_at, received.find('\r', tag_at) - tag_at);
  const auto rest = get(address, {{"Range", "bytes=" + std::to_string(size - 200'000) + "-"}, {"If-Range", tag}});
  EXPECT_EQ(rest.status, 206);
  EXPECT_EQ(rest.body, digits(size - 200'000, 200'000));
  EXPECT_EQ(header(rest, "Content-Range"),
            "bytes " + std::to_string(size - 200'000) + '-' + std::to_string(size - 1) + '/' + std::to_string(size));
  const auto behind = get(address, {{"Range", "bytes=" + std::to_string(size) + "-"}});
  EXPECT_EQ(behind.status, 416);
  EXPECT_EQ(header(behind, "Content-Range"), "bytes */" + std::to_string(size));
  const auto other = offer(counting(100));
  EXPECT_EQ(get(other, {{"Range", "bytes=10-"}, {"If-Range", tag}}).body, digits(0, 100)) << "another content";
}

TEST_F(Downloads, HeadSaysTheSizeAndMakesNothing) {
  std::atomic<int> made{0};
  const auto address = offer(Download::stream(
      [&made] {
        ++made;
        return [] { return std::optional<std::string>(); };
      },
      {.name = "s.txt"}));
  const auto ask = [&](const std::string& where) {
    auto tcp = RawTcp::connect(server.port()).value();
    tcp.send("HEAD " + where + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return tcp.response(60s, true).value();
  };
  EXPECT_EQ(header(ask(address), "Content-Disposition"), "attachment; filename=\"s.txt\"");
  EXPECT_EQ(header(ask(address), "Content-Length"), "") << "nobody knows it";
  EXPECT_EQ(made, 0);
  EXPECT_EQ(header(ask(offer(counting(77'777'777))), "Content-Length"), "77777777");
  EXPECT_EQ(http_request(server.port(), "POST", address).value().status, 405);
}

Pieces lines(int count) {
  for (int i = 0; i < count; ++i) co_yield "line " + std::to_string(i) + "\n";
}

TEST_F(Downloads, AStreamIsMadeForEachReaderAndItsShortPiecesAreGathered) {
  const auto address = offer(Download::stream([] { return lines(100'000); }, {.name = "log.txt"}));
  std::string expected;
  for (int i = 0; i < 100'000; ++i) expected += "line " + std::to_string(i) + "\n";
  for (int readers = 0; readers < 2; ++readers) {
    const auto answer = get(address);
    EXPECT_EQ(answer.body, expected);
    EXPECT_EQ(header(answer, "Transfer-Encoding"), "chunked");
    EXPECT_EQ(header(answer, "Accept-Ranges"), "none");
    EXPECT_EQ(header(answer, "Cache-Control"), "private, no-store");
  }
  EXPECT_EQ(get(address, {{"Range", "bytes=5-"}}).body, expected);
}

// "first", and when the latch is open "second".
Download in_two(std::latch& latch) {
  return Download::stream([&latch]() -> Pieces {
    co_yield "first";
    co_yield "";
    latch.wait();
    co_yield "second";
  });
}

void expect_to_receive(RawTcp& tcp, std::string& received, const std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (received.find(text) == received.npos && tcp.receive(received, deadline)) continue;
  EXPECT_THAT(received, HasSubstr(text));
}

TEST_F(Downloads, AnEmptyPieceSendsWhatThereIs) {
  std::latch seen(1);
  const auto address = offer(in_two(seen));
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
  std::string received;
  expect_to_receive(tcp, received, "first");
  seen.count_down();
  expect_to_receive(tcp, received, "second");
}

// Something that a reader's coroutine holds while it is there.
struct Held {
  explicit Held(std::atomic<int>& c) : count(c) { ++count; }
  ~Held() { --count; }
  Held(const Held&) = delete;
  std::atomic<int>& count;
};

TEST_F(Downloads, AReaderThatGoesEndsTheCoroutineWhereItStands) {
  std::atomic<int> there{0};
  const auto endless = [&there]() -> Pieces {
    const Held held(there);
    for (;;) co_yield std::string(100'000, 'x');
  };
  const auto address = offer(Download::stream(endless));
  {
    auto tcp = RawTcp::connect(server.port()).value();
    tcp.send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
    std::string received;
    EXPECT_TRUE(tcp.receive(received, std::chrono::steady_clock::now() + 60s));
    while (there == 0) std::this_thread::sleep_for(1ms);
  }
  while (there != 0) std::this_thread::sleep_for(1ms);
}

TEST_F(Downloads, ASlowReaderCostsNoThreadAndLittleMemory) {
  const auto address = offer(Download::stream([]() -> Pieces {
    for (;;) co_yield std::string(1u << 20, 'x');
  }));
  const auto before = test::resident_bytes();
  std::vector<RawTcp> slow;
  for (int i = 0; i < 3; ++i) {
    slow.push_back(RawTcp::connect(server.port()).value());
    slow.back().shrink_buffers();
    slow.back().send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
    std::string some;
    EXPECT_TRUE(slow.back().receive(some, std::chrono::steady_clock::now() + 60s));
  }
  EXPECT_EQ(get("/").status, 200);
  EXPECT_LT(test::resident_bytes(), before + (30u << 20));
}

TEST_F(Downloads, MoreAtOnceThanOnePageMayReadAreRefusedUntilOneHasEnded) {
  const auto address = offer(counting(std::uint64_t{1} << 40));
  const auto of_another_page = offer(counting(10));
  std::vector<RawTcp> running;
  for (int i = 0; i < 3; ++i) {
    running.push_back(RawTcp::connect(server.port()).value());
    running.back().send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
    std::string some;
    EXPECT_TRUE(running.back().receive(some, std::chrono::steady_clock::now() + 60s));
  }
  const auto refused = get(address);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(header(refused, "Retry-After"), "5");
  EXPECT_EQ(header(refused, "Content-Disposition"), "") << "a sentence is not to be saved as if it were the file";
  EXPECT_EQ(get(of_another_page).status, 200);
  running.pop_back();
  while (get(address, {{"Range", "bytes=0-9"}}).status == 503) std::this_thread::sleep_for(1ms);
}

TEST_F(Downloads, AFailureMidwayEndsItUnfinishedAndIsTheSessions) {
  const auto address = offer(Download::stream(
      []() -> Pieces {
        co_yield std::string(200'000, 'x');
        throw std::runtime_error("the sensor is gone");
      },
      {.name = "levels.csv"}));
  EXPECT_FALSE(http_get(local, server.port(), address)) << "it ended as if it were whole";
  expect_failure("the sensor is gone");
}

TEST_F(Downloads, ThatEndBeforeTheirSizeAreTheSessionsFailure) {
  const auto address = offer(Download::sized(
      200'000, [](std::uint64_t offset, std::span<std::byte> into) { return offset < 100'000 ? into.size() : 0; }));
  EXPECT_FALSE(http_get(local, server.port(), address));
  expect_failure("there was no byte");
}

TEST_F(Downloads, AFailureAtItsBeginningIsAnErrorPage) {
  const auto address = offer(Download::sized(
      10, [](std::uint64_t, std::span<std::byte>) -> std::size_t { throw std::logic_error("not today"); }));
  const auto answer = get(address);
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(header(answer, "Content-Disposition"), "");
  expect_failure("not today");
}

TEST_F(Downloads, TheyAreThereAsLongAsTheirPageAndOneThatHasBegunComesToItsEnd) {
  std::latch gone(1);
  const auto address = offer(in_two(gone));
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
  std::string received;
  expect_to_receive(tcp, received, "first");
  opened->close();
  expect_soon(404, address);
  gone.count_down();
  expect_to_receive(tcp, received, "second\r\n0\r\n\r\n");
}

TEST_F(Downloads, OfARegionTheyGoWithIt) {
  const Observable<Node> shown{link_to(counting(10))};
  server.route("/", App([=] { return dom::main(shown); }));
  auto page = RawPage::open(server.port()).value();
  const auto address = address_in(page.html());
  EXPECT_EQ(get(address).status, 200);
  shown.set(dom::p("nothing"));
  ASSERT_TRUE(page.next());
  expect_soon(404, address);
}

TEST_F(Downloads, EachPageHasAnAddressOfItsOwnThatStaysTheSame) {
  const auto download = counting(10);
  server.route("/", App([=] { return dom::main(link_to(download), dom::i(link_to(download))); }));
  const auto one = RawPage::open(server.port()).value();
  const auto other = RawPage::open(server.port()).value();
  const auto address = address_in(one.html());
  EXPECT_NE(address, address_in(other.html()));
  EXPECT_NE(one.html().find(address.substr(1), one.html().find(address.substr(1)) + 1), std::string::npos);
}

TEST(ProtectedDownloads, AreForWhomTheirPageIs) {
  Server server{{.port = 0, .identify = user_of}};
  server.route("/", App([] { return dom::main(link_to(counting(10))); }));
  const Headers ann{{"User", "ann"}};
  const auto page = http_get(local, server.port(), "/", ann).value();
  const auto address = address_in(page.body);
  EXPECT_EQ(http_get(local, server.port(), address, ann).value().body, digits(0, 10));
  EXPECT_EQ(http_get(local, server.port(), address, {{"User", "bob"}}).value().status, 404);
  EXPECT_EQ(http_get(local, server.port(), address).value().status, 404);
}

TEST_F(Downloads, ANameHarmsNoHeader) {
  const auto disposition = [&](const std::string& name) {
    const auto answer = get(offer(Download::text("x", {.name = name})));
    EXPECT_EQ(answer.body, "x");
    EXPECT_EQ(header(answer, "Set-Cookie"), "");
    return header(answer, "Content-Disposition");
  };
  EXPECT_EQ(disposition("a\r\nSet-Cookie: b"), "attachment; filename=\"a__Set-Cookie_ b\"");
  EXPECT_EQ(disposition("../../etc/passwd"), "attachment; filename=\"_.._etc_passwd\"");
  EXPECT_EQ(disposition("\"; x=\"é"), "attachment; filename=\"_; x=__\"; filename*=UTF-8''_%3B%20x%3D_%C3%A9");
  EXPECT_THROW(Download::text("x", {.type = "text/html\r\nSet-Cookie: b"}), Failure);
}

TEST_F(Downloads, WhatTheBrowserShowsByItselfIsNoPageOfOurs) {
  const auto shown = [&](const std::string& name) {
    return get(offer(Download::text("x", {.name = name, .shown = true})));
  };
  const auto page = shown("page.html");
  EXPECT_EQ(header(page, "Content-Disposition"), "inline; filename=\"page.html\"");
  EXPECT_EQ(header(page, "Content-Security-Policy"), "sandbox");
  EXPECT_EQ(header(shown("drawing.svg"), "Content-Security-Policy"), "sandbox");
  EXPECT_EQ(header(shown("no ending"), "Content-Security-Policy"), "sandbox");
  const auto two = Download::text("<script>", {.name = "a.png", .type = "image/png, text/html", .shown = true});
  EXPECT_EQ(header(get(offer(two)), "Content-Security-Policy"), "sandbox") << "browsers take the last";
  EXPECT_EQ(header(shown("film.mp4"), "Content-Security-Policy"), "");
  EXPECT_EQ(header(shown("paper.pdf"), "Content-Security-Policy"), "");
}

}  // namespace
}  // namespace bonito
