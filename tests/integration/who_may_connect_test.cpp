// Who may connect to a page, over real sockets. The rules themselves are tested in src/web.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "bonito/bonito.hpp"
#include "bonito/wire/frame.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace std::chrono_literals;
using test::http_get;
using test::RawSocket;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto patience = 10s;

// The cookie is a user's name. A real one is a random token, and a table knows whose.
std::string user_of(const Request& request) {
  constexpr std::string_view name = "login=";
  const auto cookie = find_header(request.headers, "Cookie");
  return cookie.starts_with(name) ? std::string(cookie.substr(name.size())) : "";
}

const ServerOptions with_logins{.port = 0, .identify = user_of};

const App greeting([](const Request& request) { return dom::p("Hello, ", request.identity); });

Handler for_members(Handler page) {
  return Handler([=](const Visit& visit) {
    if (visit.request.identity.empty()) return Response{.status = 303, .headers = {{"Location", "login"}}};
    return page(visit);
  });
}

class Log {
 public:
  Log() {
    set_log_sink([this](const LogEntry& entry) {
      const std::lock_guard lock(mutex_);
      messages_.push_back(entry.message);
    });
  }
  ~Log() { set_log_sink({}); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  std::vector<std::string> messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> messages_;
};

// A page that was loaded with these headers: where its socket is.
std::string load(const Server& server, const Headers& headers = {}, const std::string& path = "/") {
  const auto response = http_get("127.0.0.1", server.port(), path, headers);
  return "/_bonito/ws/" + (response ? test::session_of(response->body) : "");
}

// What becomes of a socket with these headers: "welcome", the close code and reason, or what HTTP answered.
std::string connect(const Server& server, const std::string& target, const Headers& headers = {}) {
  auto socket = RawSocket::connect(server.port(), target, headers);
  if (!socket) return socket.error().message;
  socket->send(hello_frame({}));
  const auto frame = socket->receive(patience);
  if (frame && kind_of(*frame) == FrameKind::welcome) return "welcome";
  const auto reason = socket->close_reason();
  return reason ? std::to_string(reason->code) + ": " + reason->text : "nothing";
}

class WhoMayConnect : public ::testing::Test {
 protected:
  static ServerOptions on_any_port(ServerOptions options = {}) {
    options.port = 0;
    return options;
  }
  static std::string own_origin(const Server& server) { return "http://127.0.0.1:" + std::to_string(server.port()); }
  const App page = App([] { return dom::p("A page."); });
};

TEST_F(WhoMayConnect, APageOfThisServerAndAProgramThatIsNoBrowserMay) {
  Server server(on_any_port());
  server.route("/", page);
  EXPECT_EQ(connect(server, load(server), {{"Origin", own_origin(server)}}), "welcome");
  EXPECT_EQ(connect(server, load(server)), "welcome");
}

TEST_F(WhoMayConnect, APageOfAnotherOriginIsToldNothingInDevelopmentToo) {
  Server server(on_any_port({.development = true}));
  server.route("/", page);
  const Log log;
  for (const auto* origin : {"https://evil.example", "null", "http://127.0.0.1:1", "garbage"}) {
    EXPECT_EQ(connect(server, load(server), {{"Origin", origin}}),
              "The server answered 403: A page of another origin may not connect here.");
  }
  EXPECT_EQ(connect(server, "/_bonito/ws/AAAAAAAAAAAAAAAAAAAAAA", {{"Origin", "https://evil.example"}}),
            "The server answered 403: A page of another origin may not connect here.");
  EXPECT_THAT(log.messages(), Contains(HasSubstr("ServerOptions::public_url")));
}

TEST_F(WhoMayConnect, APublicNameThatNobodyGaveToTheServerIsRefusedWithTheOptionToSet) {
  Server server(on_any_port({.development = true}));
  server.route("/", page);
  const std::string host = "rebound.example:" + std::to_string(server.port());
  const auto refused = connect(server, load(server), {{"Host", host}, {"Origin", "http://" + host}});
  EXPECT_THAT(refused, HasSubstr("4008: "));
  EXPECT_THAT(refused, HasSubstr("ServerOptions::allowed_hosts: rebound.example"));
}

TEST_F(WhoMayConnect, NamesThatTheServerWasGivenMay) {
  Server server(on_any_port({.public_url = "https://panel.example.org/x/", .allowed_hosts = {"second.example.org"}}));
  server.route("/", page);
  EXPECT_EQ(connect(server, load(server), {{"Host", "panel.example.org"}}), "welcome");
  EXPECT_EQ(connect(server, load(server), {{"Host", "second.example.org"}, {"Origin", "http://second.example.org"}}),
            "welcome");
  EXPECT_EQ(connect(server, load(server), {{"Origin", "https://panel.example.org"}}), "welcome");
}

TEST_F(WhoMayConnect, AProxyThatPassesTheHostOnNeedsNoOption) {
  Server server(on_any_port());
  server.route("/", page);
  EXPECT_EQ(connect(server, load(server),
                    {{"Host", "panel.example.org"}, {"Origin", "https://panel.example.org"}, {"Via", "1.1 proxy"}}),
            "welcome");
}

TEST_F(WhoMayConnect, AProxyThatSaysTheHostElsewhereHasToBeNamed) {
  const Headers headers{{"Origin", "https://panel.example.org"}, {"X-Forwarded-Host", "panel.example.org"}};
  Server stranger(on_any_port());
  stranger.route("/", page);
  EXPECT_THAT(connect(stranger, load(stranger), headers), HasSubstr("403"));
  Server named(on_any_port({.trusted_proxies = {"127.0.0.1"}}));
  named.route("/", page);
  EXPECT_EQ(connect(named, load(named), headers), "welcome");
}

TEST_F(WhoMayConnect, TheVisitorsAddressIsWhatANamedProxySaysAndElseThePeers) {
  const auto client_of = [](const ServerOptions& options) {
    Server server(options);
    server.route("/", [](const Visit& visit) { return Response{.body = visit.request.client}; });
    return http_get("127.0.0.1", server.port(), "/", {{"X-Forwarded-For", "192.0.2.1"}}).value().body;
  };
  EXPECT_EQ(client_of(on_any_port()), "127.0.0.1");
  EXPECT_EQ(client_of(on_any_port({.trusted_proxies = {"10.0.0.0/8"}})), "127.0.0.1");
  EXPECT_EQ(client_of(on_any_port({.trusted_proxies = {"127.0.0.0/8"}})), "192.0.2.1");
}

TEST_F(WhoMayConnect, OnlyWhoThePageWasRenderedForMay) {
  Server server(with_logins);
  server.route("/", greeting);
  const Headers ada{{"Cookie", "login=ada"}}, bob{{"Cookie", "login=bob"}};
  EXPECT_THAT(http_get("127.0.0.1", server.port(), "/", ada).value().body, HasSubstr("Hello, ada"));
  const auto of_ada = load(server, ada);
  EXPECT_THAT(connect(server, of_ada, bob), HasSubstr("4008: This page was loaded by somebody else"));
  EXPECT_THAT(connect(server, of_ada), HasSubstr("4008: "));
  EXPECT_EQ(connect(server, of_ada, ada), "welcome");
  EXPECT_THAT(connect(server, of_ada, bob), HasSubstr("4008: ")) << "nor when the page comes back";
  const auto of_nobody = load(server);
  EXPECT_THAT(connect(server, of_nobody, ada), HasSubstr("4008: "));
  EXPECT_EQ(connect(server, of_nobody), "welcome");
}

TEST_F(WhoMayConnect, AHandlerMayAskForALogin) {
  Server server(with_logins);
  server.route("/", for_members(greeting));
  EXPECT_EQ(http_get("127.0.0.1", server.port(), "/").value().status, 303);
  const Headers ada{{"Cookie", "login=ada"}};
  EXPECT_EQ(connect(server, load(server, ada), ada), "welcome");
}

TEST_F(WhoMayConnect, OneRouteMayIdentifyItsVisitorsByItself) {
  Server server(on_any_port());
  server.route("/", page).route("/admin", with_identity(greeting, user_of));
  const Headers ada{{"Cookie", "login=ada"}}, bob{{"Cookie", "login=bob"}};
  EXPECT_EQ(connect(server, load(server, ada), bob), "welcome");
  const auto admin = load(server, ada, "/admin");
  EXPECT_THAT(connect(server, admin, bob), HasSubstr("4008: "));
  EXPECT_EQ(connect(server, admin, ada), "welcome");
}

TEST_F(WhoMayConnect, WhoIdentifiesMayBlockAndDelaysNobodyElse) {
  std::latch go_on(1);
  std::latch asked(1);
  Server server(on_any_port({.identify = [&](const Request& request) {
    const auto user = user_of(request);
    if (user == "slow" && request.path != "/") {
      asked.count_down();
      go_on.wait();
    }
    return user;
  }}));
  server.route("/", page);
  const Headers slow{{"Cookie", "login=slow"}};
  const auto of_slow = load(server, slow);
  auto connecting = std::async(std::launch::async, [&] { return connect(server, of_slow, slow); });
  asked.wait();
  EXPECT_EQ(connect(server, load(server)), "welcome");
  go_on.count_down();
  EXPECT_EQ(connecting.get(), "welcome");
}

TEST_F(WhoMayConnect, WhenNobodyCanSayWhoAsksNobodyIsLetIn) {
  std::atomic<bool> broken = false;
  Server server(on_any_port({.identify = [&](const Request&) -> std::string {
    if (broken) throw std::runtime_error("the database is away");
    return "ada";
  }}));
  server.route("/", page);
  const auto loaded = load(server);
  const Log log;
  broken = true;
  const auto refused = connect(server, loaded);
  EXPECT_THAT(refused, HasSubstr("4008: "));
  EXPECT_THAT(refused, Not(HasSubstr("database")));
  const auto answer = http_get("127.0.0.1", server.port(), "/").value();
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("database")));
  EXPECT_THAT(log.messages(), Contains(HasSubstr("the database is away")));
  broken = false;
  EXPECT_EQ(connect(server, loaded), "welcome");
}

TEST_F(WhoMayConnect, PagesThatNobodyConnectsToMakeRoomForTheNextOfTheirAddress) {
  Server server(on_any_port({.trusted_proxies = {"127.0.0.1"}, .limits = {.max_unconnected_per_address = 3}}));
  server.route("/", page);
  const auto from = [](int i) { return Headers{{"X-Forwarded-For", "192.0.2." + std::to_string(i)}}; };
  const auto neighbour = load(server, from(1));
  auto connected = RawSocket::connect(server.port(), load(server, from(2))).value();
  connected.send(hello_frame({}));
  ASSERT_TRUE(connected.receive(patience));
  const auto first = load(server, from(2));
  for (int i = 0; i < 10; ++i) EXPECT_THAT(load(server, from(2)), Not("/_bonito/ws/"));
  EXPECT_THAT(connect(server, first), HasSubstr("4003: "));
  EXPECT_EQ(connect(server, load(server, from(2))), "welcome");
  EXPECT_EQ(connect(server, neighbour), "welcome");
  EXPECT_EQ(server.sessions(), 5u) << "the neighbour's, two that connected, and two that may yet";
  EXPECT_FALSE(connected.close_reason());
}

TEST_F(WhoMayConnect, AnOptionThatCannotBeMeantIsSaidBeforeThePortIsTaken) {
  for (const auto& options :
       {ServerOptions{.public_url = "example.org"}, ServerOptions{.allowed_hosts = {"https://example.org"}},
        ServerOptions{.trusted_proxies = {"proxy"}}}) {
    try {
      const Server server(on_any_port(options));
      ADD_FAILURE() << "it was taken";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, Errc::usage);
    }
  }
}

TEST_F(WhoMayConnect, GarbageInAHandshakeHarmsNobody) {
  Server server(on_any_port({.trusted_proxies = {"127.0.0.1"}}));
  server.route("/", page);
  const std::string huge(30'000, 'x');
  for (const auto& value : {std::string(","), std::string("@"), std::string("user@127.0.0.1"), std::string("\"; for="),
                            std::string("[::"), std::string("\xff\xfe"), huge}) {
    for (const auto* name : {"Host", "Origin", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "Cookie"}) {
      EXPECT_NE(connect(server, load(server, {{"X-Forwarded-For", value}}), {{name, value}}), "nothing") << name;
    }
  }
  EXPECT_EQ(connect(server, load(server)), "welcome");
}

}  // namespace
}  // namespace bonito
