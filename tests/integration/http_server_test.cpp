// HTTP over real sockets, by a client that may break every rule.
#include "bonito/http/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "bonito/base/error.hpp"
#include "support/raw_client.hpp"

namespace bonito::http {
namespace {

using namespace std::chrono_literals;
using test::RawTcp;
using ::testing::HasSubstr;

// Answers with what it was asked.
void mirror(Request request, Respond respond) {
  respond({.body = request.method + " " + request.path + " ? " + request.query + " | " + request.body,
           .headers = {{"Content-Type", "text/plain"}, {"X-Peer", request.peer}}});
}

HttpServer mirror_server(HttpOptions options = {}) {
  options.port = 0;
  return HttpServer(std::move(options), {.on_request = mirror, .on_upgrade = {}});
}

int status_of(HttpServer& server, std::string_view request) {
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send(request);
  const auto response = tcp.response();
  EXPECT_TRUE(response) << request;
  return response ? response->status : 0;
}

TEST(HttpServer, ARequestArrivesWholeAndIsAnswered) {
  auto server = mirror_server();
  const auto response = test::http_request(server.port(), "POST", "/a%20b?q=%41", "body").value();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "POST /a b ? q=%41 | body");
  EXPECT_EQ(find_header(response.headers, "X-Peer"), "127.0.0.1");
  EXPECT_THAT(find_header(response.headers, "Date"), HasSubstr(" GMT"));
  EXPECT_EQ(find_header(response.headers, "Server"), "");
}

TEST(HttpServer, AConnectionIsKeptForTheNextRequest) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  for (int i = 0; i < 3; ++i) {
    tcp.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(tcp.response().value().body, "GET /" + std::to_string(i) + " ?  | ");
  }
  tcp.send("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto last = tcp.response().value();
  EXPECT_EQ(find_header(last.headers, "Connection"), "close");
  EXPECT_TRUE(tcp.ends());
}

TEST(HttpServer, RequestsSentAheadAreAnsweredInOrder) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  std::string all;
  for (int i = 0; i < 100; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  }
  tcp.send(all);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(tcp.response().value().body, "POST /" + std::to_string(i) + " ?  | abc");
}

TEST(HttpServer, ARequestMayArriveByteByByte) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  for (const char c :
       std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) {
    tcp.send({&c, 1});
  }
  EXPECT_EQ(tcp.response().value().body, "POST / ?  | abc");
}

TEST(HttpServer, HeadHasTheHeadersOfGetAndNoBody) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto head = tcp.response(60s, true).value();
  EXPECT_EQ(find_header(head.headers, "Content-Length"), std::to_string(std::string("HEAD / ?  | ").size()));
  EXPECT_EQ(tcp.response().value().body, "GET /next ?  | ");
}

TEST(HttpServer, HeadSaysNoLengthWhereNobodyMadeABodyAndTheConnectionGoesOn) {
  const auto without_body = [](const Request&, const Respond& respond) { respond(Response{}); };
  HttpServer server({.port = 0}, {.on_request = without_body, .on_upgrade = {}});
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(find_header(tcp.response(60s, true).value().headers, "Content-Length"), "");
  EXPECT_EQ(find_header(tcp.response().value().headers, "Content-Length"), "0");
}

TEST(HttpServer, Http10IsAnsweredAndClosed) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(find_header(tcp.response().value().headers, "Connection"), "close");
  EXPECT_TRUE(tcp.ends());
  auto kept = RawTcp::connect(server.port()).value();
  kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(find_header(kept.response().value().headers, "Connection"), "keep-alive");
  kept.send("GET /again HTTP/1.0\r\n\r\n");
  EXPECT_EQ(kept.response().value().body, "GET /again ?  | ");
}

TEST(HttpServer, WhoAsksWhetherToContinueIsToldTo) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(tcp.response().value().status, 100);
  tcp.send("abc");
  EXPECT_EQ(tcp.response().value().body, "POST / ?  | abc");
}

TEST(HttpServer, AnAbsoluteTargetIsAPathToo) {
  auto server = mirror_server();
  EXPECT_EQ(test::http_get("127.0.0.1", server.port(), "http://elsewhere/a?b").value().body, "GET /a ? b | ");
}

TEST(HttpServer, WhatIsNoRequestIs400AndEndsTheConnection) {
  auto server = mirror_server();
  for (const auto* request : {"nonsense\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                              "GET / HTTP/1.1\r\nHost x\r\n\r\n", "GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
                              "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
                              "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                              "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"}) {
    auto tcp = RawTcp::connect(server.port()).value();
    tcp.send(request);
    const auto response = tcp.response();
    ASSERT_TRUE(response) << request;
    EXPECT_EQ(response->status, 400) << request;
    EXPECT_EQ(find_header(response->headers, "Connection"), "close");
    EXPECT_TRUE(tcp.ends());
  }
}

TEST(HttpServer, BothLengthsAtOnceAreRefused) {
  auto server = mirror_server();
  EXPECT_EQ(status_of(server,
                      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "0\r\n\r\n"),
            400);
}

TEST(HttpServer, ARequestCutShortIs400) {
  auto server = mirror_server();
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc");
  tcp.shut_down_sending();
  EXPECT_EQ(tcp.response().value().status, 400);
}

TEST(HttpServer, HeadersOverTheLimitAre431) {
  auto server = mirror_server();
  EXPECT_EQ(status_of(server, "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(70'000, 'a') + "\r\n\r\n"), 431);
}

TEST(HttpServer, ABodyOverTheLimitIs413AndTheAnswerArrives) {
  auto server = mirror_server({.max_body_bytes = 1000});
  EXPECT_EQ(test::http_request(server.port(), "POST", "/", std::string(1000, 'a')).value().status, 200);
  EXPECT_EQ(test::http_request(server.port(), "POST", "/", std::string(1001, 'a')).value().status, 413);
  // Chunks do not say beforehand how many they are.
  std::string chunks = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) chunks += "64\r\n" + std::string(100, 'a') + "\r\n";
  EXPECT_EQ(status_of(server, chunks), 413);
}

TEST(HttpServer, WhatStandsBetweenTheChunksOfABodyIsBounded) {
  auto server = mirror_server();
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(status_of(server, chunked + "1;" + std::string(100, 'a') + "\r\nx\r\n0\r\n\r\n"), 200);
  EXPECT_EQ(status_of(server, chunked + "1;" + std::string(1u << 20, 'a')), 431);
  EXPECT_EQ(status_of(server, chunked + "1\r\nx\r\n0\r\nX: " + std::string(1u << 20, 'a')), 431);
}

TEST(HttpServer, FieldsAfterABodyAreNotTakenForHeaders) {
  auto server = mirror_server();
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n";
  EXPECT_EQ(status_of(server, chunked + "\r\n"), 200);
  EXPECT_EQ(status_of(server, chunked + "X-Forwarded-For: 10.0.0.1\r\n\r\n"), 400);
}

TEST(HttpServer, TheTimeForARequestBeginsWithIt) {
  auto server = mirror_server({.request_timeout = 8s});
  auto tcp = RawTcp::connect(server.port()).value();
  std::this_thread::sleep_for(5s);
  tcp.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
  std::this_thread::sleep_for(5s);
  tcp.send("cd");
  EXPECT_THAT(tcp.response().value().body, HasSubstr("abcd"));
}

TEST(HttpServer, ARequestThatDoesNotEndIs408AndAnIdleConnectionIsClosed) {
  auto server = mirror_server({.request_timeout = 10s});
  auto half = RawTcp::connect(server.port()).value();
  auto idle = RawTcp::connect(server.port()).value();
  half.send("GET / HTTP/1.1\r\nHo");
  const auto response = half.response().value();
  EXPECT_EQ(response.status, 408);
  EXPECT_THAT(response.body, HasSubstr("did not arrive in time"));
  EXPECT_TRUE(half.ends());
  EXPECT_TRUE(idle.ends());
}

TEST(HttpServer, AResponseMayComeLaterAndFromAnyThread) {
  std::promise<Respond> asked;
  HttpServer server({.port = 0}, {.on_request = [&](Request, Respond respond) { asked.set_value(std::move(respond)); },
                                  .on_upgrade = {}});
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  auto respond = asked.get_future().get();
  std::thread([respond = std::move(respond)] {
    respond({.body = "first"});
    respond({.body = "second"});
  }).join();
  EXPECT_EQ(tcp.response().value().body, "first");
}

TEST(HttpServer, ARespondThatIsDroppedIs500) {
  HttpServer server({.port = 0}, {.on_request = [](Request, Respond) {}, .on_upgrade = {}});
  auto response = test::http_get("127.0.0.1", server.port(), "/").value();
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("did not answer"));
}

TEST(HttpServer, WhatACallbackThrowsIs500AndTheServerLivesOn) {
  HttpServer server({.port = 0}, {.on_request =
                                      [](Request request, Respond respond) {
                                        if (request.path == "/throw") throw std::runtime_error("the secret");
                                        respond({.status = request.path == "/odd" ? 7 : 200});
                                      },
                                  .on_upgrade = {}});
  EXPECT_EQ(test::http_get("127.0.0.1", server.port(), "/throw").value().status, 500);
  EXPECT_EQ(test::http_get("127.0.0.1", server.port(), "/odd").value().status, 500);
  EXPECT_EQ(test::http_get("127.0.0.1", server.port(), "/").value().status, 200);
}

TEST(HttpServer, ALargeBodyGoesBothWays) {
  auto server = mirror_server({.max_body_bytes = 32u << 20});
  const std::string body(20u << 20, 'x');
  EXPECT_EQ(test::http_request(server.port(), "POST", "/", body).value().body, "POST / ?  | " + body);
}

TEST(HttpServer, APortInUseIsSaidInASentence) {
  auto first = mirror_server();
  try {
    HttpServer second({.port = first.port()}, {.on_request = mirror, .on_upgrade = {}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::in_use);
    EXPECT_EQ(failure.error().message, "Port " + std::to_string(first.port()) +
                                           " on 127.0.0.1 is in use. Stop the program that has it, or choose another "
                                           "port (0 takes any free one).");
  }
}

TEST(HttpServer, APortIsFreeAgainAtOnce) {
  std::uint16_t port;
  {
    auto first = mirror_server();
    port = first.port();
    EXPECT_EQ(test::http_get("127.0.0.1", port, "/").value().status, 200);
  }
  HttpServer second({.port = port}, {.on_request = mirror, .on_upgrade = {}});
  EXPECT_EQ(test::http_get("127.0.0.1", port, "/").value().status, 200);
}

TEST(HttpServer, AHostThatIsNoneOfOursIsSaidInASentence) {
  for (const auto* host : {"no such host", "192.0.2.1"}) {
    try {
      HttpServer server({.host = host, .port = 0}, {.on_request = mirror, .on_upgrade = {}});
      FAIL();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, Errc::io);
      EXPECT_THAT(failure.error().message, HasSubstr(host));
    }
  }
}

TEST(HttpServer, OneConnectionTooManyIsClosed) {
  auto server = mirror_server({.max_connections = 2});
  auto first = RawTcp::connect(server.port()).value();
  auto second = RawTcp::connect(server.port()).value();
  for (auto* tcp : {&first, &second}) {
    tcp->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(tcp->response().value().status, 200);
  }
  auto third = RawTcp::connect(server.port()).value();
  EXPECT_TRUE(third.ends());
}

// What is not finished when a second has passed is given up.
TEST(HttpServer, ClosingLetsAResponseFinish) {
  const auto begun = std::chrono::steady_clock::now();
  std::promise<Respond> asked;
  HttpServer server({.port = 0}, {.on_request = [&](Request, Respond respond) { asked.set_value(std::move(respond)); },
                                  .on_upgrade = {}});
  auto tcp = RawTcp::connect(server.port()).value();
  tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  auto respond = asked.get_future().get();
  auto idle = RawTcp::connect(server.port()).value();
  std::thread closing([&] { server.close(); });
  EXPECT_TRUE(idle.ends());  // so it is closing
  respond({.body = "finished"});
  const auto response = tcp.response();
  const bool in_time = std::chrono::steady_clock::now() - begun < 1s;
  EXPECT_TRUE(!in_time || (response && response->body == "finished"));
  tcp.shut_down_sending();
  closing.join();
  EXPECT_FALSE(RawTcp::connect(server.port()));
}

TEST(HttpServer, ARespondMayOutliveTheServer) {
  std::promise<Respond> asked;
  Respond respond;
  {
    HttpServer server({.port = 0},
                      {.on_request = [&](Request, Respond r) { asked.set_value(std::move(r)); }, .on_upgrade = {}});
    auto tcp = RawTcp::connect(server.port()).value();
    tcp.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    respond = asked.get_future().get();
    server.close();
    server.close();
  }
  respond({.body = "too late"});
}

TEST(HttpServer, ManyClientsAndThreadsAtOnce) {
  auto server = mirror_server({.io_threads = 3});
  std::vector<std::thread> clients;
  std::atomic<int> right = 0;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      auto tcp = RawTcp::connect(server.port()).value();
      for (int i = 0; i < 100; ++i) {
        tcp.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto response = tcp.response();
        if (response && response->body == "GET /" + std::to_string(i) + " ?  | ") ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 800);
}

}  // namespace
}  // namespace bonito::http
