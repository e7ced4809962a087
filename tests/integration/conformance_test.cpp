// The connections of this library, by the conformance kit.
#include "bonito/testing/conformance.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bonito/host/server.hpp"
#include "bonito/session/http_stream_connection.hpp"
#include "support/fault_proxy.hpp"
#include "support/raw_client.hpp"
#include "support/raw_stream.hpp"

namespace bonito::testing {
namespace {

using namespace std::chrono_literals;
using test::FaultProxy;
using test::RawSocket;
using test::RawStream;

// A sanitizer takes several times as long for each byte.
ConformanceOptions options() {
#ifdef BONITO_SANITIZED
  return {.max_down = 8u << 20, .max_up = 2u << 20, .burst = 2'000};
#else
  return {};
#endif
}

// A plain socket in the place of a browser.
class SocketFarEnd final : public FarEnd {
 public:
  explicit SocketFarEnd(RawSocket socket) : socket_(std::move(socket)) {}
  static std::unique_ptr<FarEnd> open(std::uint16_t port, Session& session) {
    auto socket = RawSocket::connect(port, "/_bonito/ws/" + std::string(session.id()));
    return socket ? std::make_unique<SocketFarEnd>(std::move(*socket)) : nullptr;
  }
  bool send(BytesView frame) override { return socket_.send(frame); }
  std::optional<Bytes> receive(std::chrono::milliseconds patience) override { return socket_.receive(patience); }
  bool is_open() override { return !socket_.close_reason(); }

 private:
  RawSocket socket_;
};

// And a stream, whose POSTs are as long as the client's.
class StreamFarEnd final : public FarEnd {
 public:
  explicit StreamFarEnd(RawStream stream) : stream_(std::move(stream)) {}
  static std::unique_ptr<FarEnd> open(std::uint16_t port, Session& session) {
    auto stream = RawStream::open(port, "/_bonito/stream/" + std::string(session.id()));
    return stream && !stream->token().empty() ? std::make_unique<StreamFarEnd>(std::move(*stream)) : nullptr;
  }
  bool send(BytesView frame) override {
    constexpr std::size_t most_at_once = 512u << 10;
    const auto body = test::with_length(frame);
    for (std::size_t at = 0; at < body.size(); at += most_at_once) {
      if (stream_.post(body.substr(at, most_at_once), stream_.posts() + 1) != 204) return false;
    }
    return true;
  }
  std::optional<Bytes> receive(std::chrono::milliseconds patience) override { return stream_.receive(patience); }
  bool is_open() override { return !stream_.has_ended(); }

 private:
  RawStream stream_;
};

TEST(Conformance, TheServersWebSocketsConform) {
  Conformance kit(options());
  Server server{{.port = 0}};
  server.route("/", kit.app());
  ASSERT_EQ(test::http_get("127.0.0.1", server.port(), "/").value().status, 200);
  const auto& report = kit.report([&](Session& session) { return SocketFarEnd::open(server.port(), session); });
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 10u);
}

// The same, through a line that is cut by somebody between.
TEST(Conformance, TheServersWebSocketsConformBehindAProxyThatCuts) {
  std::optional<FaultProxy> proxy;
  auto chosen = options();
  chosen.cut = [&] { proxy->cut(); };
  Conformance kit(chosen);
  Server server{{.port = 0}};
  server.route("/", kit.app());
  proxy.emplace(server.port());
  ASSERT_EQ(test::http_get("127.0.0.1", server.port(), "/").value().status, 200);
  const auto& report = kit.report([&](Session& session) { return SocketFarEnd::open(proxy->port(), session); });
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 10u);
}

// Each frame up is a request on a connection of its own.
TEST(Conformance, TheServersStreamsConform) {
  const Registration streams = force_connection<HttpStreamConnection>();
  Conformance kit({.max_down = 4u << 20, .max_up = 2u << 20, .burst = 1'000});
  Server server{{.port = 0}};
  server.route("/", kit.app());
  ASSERT_EQ(test::http_get("127.0.0.1", server.port(), "/").value().status, 200);
  const auto& report = kit.report([&](Session& session) { return StreamFarEnd::open(server.port(), session); });
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 10u);
}

}  // namespace
}  // namespace bonito::testing
