// Bodies that are read while they are sent, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <stdexcept>
#include <thread>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/http/files.hpp"
#include "bonito/http/http_server.hpp"
#include "support/raw_client.hpp"

namespace bonito::http {
namespace {

using namespace std::chrono_literals;
using test::RawTcp;
using ::testing::HasSubstr;
using ::testing::Not;

// So many bytes of 'x', in pieces of at most this size.
std::function<std::size_t(std::span<std::byte>)> letters(std::size_t count, std::size_t piece = 1000) {
  return [left = count, piece](std::span<std::byte> into) mutable {
    const auto bytes = std::min({into.size(), left, piece});
    std::ranges::fill(into.first(bytes), std::byte{'x'});
    left -= bytes;
    return bytes;
  };
}

std::shared_ptr<const BodySource> source(std::function<std::size_t(std::span<std::byte>)> read,
                                         std::optional<std::uint64_t> size = {}) {
  return std::make_shared<const BodySource>(BodySource{std::move(read), size});
}

// All that comes until the connection ends.
std::string everything(RawTcp tcp) {
  std::string all;
  while (tcp.receive(all, std::chrono::steady_clock::now() + 60s)) continue;
  return all;
}

// A server that gives everybody such a body.
class PulledBodies : public ::testing::Test {
 protected:
  explicit PulledBodies(std::chrono::seconds timeout = 10s) : request_timeout(timeout) {}
  ~PulledBodies() override {
    server.close();
    for (auto& job : jobs) job.get();
  }
  RawTcp ask(const std::string& method = "GET", const std::string& version = "1.1") {
    auto tcp = RawTcp::connect(server.port()).value();
    tcp.send(method + " / HTTP/" + version + "\r\nHost: x\r\n\r\n");
    return tcp;
  }

  const std::chrono::seconds request_timeout;
  std::function<std::shared_ptr<const BodySource>()> make;
  std::atomic<int> reads{0};
  std::vector<std::future<void>> jobs;  // on the I/O thread
  HttpServer server{{.port = 0, .request_timeout = request_timeout},
                    {.on_request = [this](const Request&, const Respond& respond) { respond({.source = make()}); },
                     .on_upgrade = {},
                     .on_work =
                         [this](std::function<void()> job) {
                           jobs.push_back(std::async(std::launch::async, [this, job = std::move(job)]() mutable {
                             ++reads;
                             std::exchange(job, nullptr)();
                           }));
                         }}};
};

class PulledBodiesInASecond : public PulledBodies {
 protected:
  PulledBodiesInASecond() : PulledBodies(1s) {}
};

TEST_F(PulledBodies, OneOfAKnownSizeComesWholeAndTheConnectionIsKept) {
  make = [] { return source(letters(100'000), 100'000); };
  auto tcp = ask();
  for (int i = 0; i < 2; ++i) {
    const auto answer = tcp.response().value();
    EXPECT_EQ(find_header(answer.headers, "Content-Length"), "100000");
    EXPECT_EQ(answer.body, std::string(100'000, 'x'));
    tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
}

TEST_F(PulledBodies, OneOfAnUnknownSizeComesInChunksAndTheConnectionIsKept) {
  make = [] { return source(letters(100'000)); };
  auto tcp = ask();
  for (int i = 0; i < 2; ++i) {
    const auto answer = tcp.response().value();
    EXPECT_EQ(find_header(answer.headers, "Transfer-Encoding"), "chunked");
    EXPECT_EQ(answer.body, std::string(100'000, 'x'));
    tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
}

TEST_F(PulledBodies, ForHttp10OneOfAnUnknownSizeEndsWithTheConnection) {
  make = [] { return source(letters(100'000)); };
  const auto answer = everything(ask("GET", "1.0"));
  const auto body = answer.find("\r\n\r\n") + 4;
  EXPECT_THAT(answer.substr(0, body), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(answer.substr(0, body), Not(HasSubstr("Transfer-Encoding")));
  EXPECT_EQ(answer.substr(body), std::string(100'000, 'x'));
}

TEST_F(PulledBodies, AnEmptyOneIsEmpty) {
  make = [] { return source(letters(0)); };
  EXPECT_EQ(ask().response().value().body, "");
  make = [] { return source(letters(0), 0); };
  EXPECT_EQ(ask().response().value().body, "");
}

TEST_F(PulledBodies, HeadReadsNothingOfIt) {
  make = [] {
    return source(
        [](std::span<std::byte>) -> std::size_t {
          ADD_FAILURE() << "it was read";
          return 0;
        },
        std::uint64_t{5} << 30);
  };
  auto tcp = ask("HEAD");
  EXPECT_EQ(find_header(tcp.response(60s, true).value().headers, "Content-Length"), "5368709120");
  make = [] { return source(letters(7), 7); };
  tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(tcp.response().value().body, "xxxxxxx");
}

TEST_F(PulledBodies, OneThatThrowsHasNoEnd) {
  const auto failing = [](std::optional<std::uint64_t> size) {
    return source(
        [read = letters(100'000), left = 50](std::span<std::byte> into) mutable -> std::size_t {
          if (left-- == 0) throw std::runtime_error("the disk is on fire");
          return read(into);
        },
        size);
  };
  for (const auto& size : {std::optional<std::uint64_t>(100'000), std::optional<std::uint64_t>()}) {
    make = [&] { return failing(size); };
    const auto answer = everything(ask());
    EXPECT_THAT(answer, HasSubstr("xxx"));
    EXPECT_THAT(answer, Not(HasSubstr("\r\n0\r\n")));
    EXPECT_LT(answer.size(), 100'000U);
  }
}

TEST_F(PulledBodies, OneThatEndsBeforeItsSizeHasNoEndAndMoreThanItsSizeIsNotAskedFor) {
  make = [] { return source(letters(99'999), 100'000); };
  EXPECT_FALSE(ask().response());
  make = [] { return source(letters(100'001), 100'000); };
  EXPECT_EQ(ask().response().value().body.size(), 100'000U);
}

TEST_F(PulledBodies, ThatAreCutOffAreLoggedOnceInASecondAtMost) {
  std::atomic<int> logged{0};
  set_log_sink([&](const LogEntry& entry) { logged += entry.message.starts_with("A response was cut off: "); });
  make = [] { return source(letters(1), 2); };
  const auto begin = std::chrono::steady_clock::now();
  for (int asked = 0; asked < 100 || logged == 0; ++asked) EXPECT_FALSE(ask().response());
  server.close();
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  set_log_sink(nullptr);
  EXPECT_LE(logged, seconds + 1) << "whatever the machine took for it";
}

TEST_F(PulledBodies, WhileAReaderTakesNothingNothingIsRead) {
  make = [] { return source(letters(1u << 30, 1u << 20), 1u << 30); };
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.shrink_buffers();
  tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  int before = -1;
  while (reads != before) {  // until what lies between is full
    before = reads;
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_LT(before, 1000) << "of 16,384 pieces";
  make = [] { return source(letters(5), 5); };
  EXPECT_EQ(ask().response().value().body, "xxxxx") << "others are not kept waiting";
}

TEST_F(PulledBodiesInASecond, AReaderThatStallsLosesItAndOneThatGoesEndsIt) {
  for (const bool goes : {false, true}) {
    const auto held = std::make_shared<int>();
    make = [weak = std::weak_ptr(held)] {
      return source([read = letters(1u << 30, 1u << 20), held = weak.lock()](std::span<std::byte> into) mutable {
        return read(into);
      });
    };
    std::optional<RawTcp> tcp;
    while (held.use_count() < 2) {
      if (!tcp || tcp->ends(1ms)) {  // at first, or if its request came too late
        tcp = RawTcp::connect(server.port()).value();
        tcp->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      }
    }
    if (goes) tcp.reset();
    while (held.use_count() > 1) std::this_thread::sleep_for(1ms);
  }
}

TEST_F(PulledBodiesInASecond, ASlowSourceIsWaitedForLongerThanARequestMayTake) {
  make = [] {
    return source([slept = false, read = letters(5)](std::span<std::byte> into) mutable {
      if (!std::exchange(slept, true)) std::this_thread::sleep_for(1500ms);
      return read(into);
    });
  };
  EXPECT_EQ(ask().response().value().body, "xxxxx");
}

TEST_F(PulledBodies, AServerThatClosesDoesNotWaitForAReader) {
  make = [] { return source(letters(1u << 30, 1u << 20), 1u << 30); };
  auto tcp = ask();
  std::string some;
  ASSERT_TRUE(tcp.receive(some, std::chrono::steady_clock::now() + 60s));
  server.close();
  EXPECT_FALSE(tcp.response());
}

}  // namespace
}  // namespace bonito::http
