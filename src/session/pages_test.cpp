#include "bonito/session/pages.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/asset_server.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

App counter() {
  return App([] { return dom::p("Count: ", Observable<int>{3}); });
}

// What stands between `before` and the next quotation mark.
std::string quoted(const std::string& page, std::string_view before) {
  const auto start = page.find(before) + before.size();
  return page.substr(start, page.find('"', start) - start);
}

TEST(Pages, RenderAWholeDocumentWithoutAServer) {
  Pages pages;
  const auto session = pages.open();
  const std::string page = render_page(*session, counter());
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(page.find("Count: "), std::string::npos);
  EXPECT_EQ(session->status(), SessionStatus::displayed);
  EXPECT_EQ(quoted(page, "data-socket=\""), "_bonito/ws/" + std::string(session->id()));
}

TEST(Pages, AreServedUnderTheContentSecurityPolicyOfTheirApp) {
  Pages pages;
  const Request request{.method = "GET", .path = "/"};
  const auto policy = [&](const App& app) {
    return std::string(find_header(pages.page(app, request).headers, "Content-Security-Policy"));
  };
  EXPECT_EQ(policy(counter()), "");
  const AppOptions strict{.content_security_policy = "default-src 'self'"};
  EXPECT_EQ(policy(App([] { return dom::p("x"); }, strict)), "default-src 'self'");
  const Response head = pages.page(App([] { return dom::p("x"); }, strict), {.method = "HEAD", .path = "/"});
  EXPECT_EQ(find_header(head.headers, "Content-Security-Policy"), "default-src 'self'") << "live links ask so";
  const auto failing = [](Session&) -> Node { throw std::runtime_error("no data"); };
  EXPECT_EQ(policy(App(failing, strict)), "default-src 'self'");
}

TEST(Pages, AnswerForTheFilesThatAPageAsksFor) {
  Pages pages;
  const auto session = pages.open();
  const std::string page = render_page(*session, counter(), {.path = "/deep/in/here"});
  const std::string script = quoted(page, "<script type=\"module\" src=\"");
  EXPECT_TRUE(script.starts_with("../../_bonito/")) << script;
  const auto found = pages.answer({.method = "GET", .path = "/mounted" + script.substr(5)});
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(find_header(found.headers, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(pages.answer({.method = "GET", .path = "/_bonito/nothing"}).status, 404);
  EXPECT_EQ(pages.answer({.method = "GET", .path = "/"}).status, 404);
  EXPECT_EQ(pages.answer({.method = "POST", .path = "/_bonito/nothing"}).status, 405);
}

TEST(Pages, SessionsAreFoundByTheirIdsUntilTheyClose) {
  Pages pages;
  const auto session = pages.open();
  EXPECT_EQ(find_session(session->id()), session);
  EXPECT_EQ(find_session("AAAAAAAAAAAAAAAAAAAAAA"), nullptr);
  EXPECT_EQ(find_session(""), nullptr);
  session->close();
  EXPECT_EQ(find_session(session->id()), nullptr);
}

TEST(Pages, APageIsAResponseAndSoIsWhatIsNoPage) {
  Pages pages({.limits = {.max_sessions = 1}});
  const auto page = pages.page(counter(), {.method = "GET", .path = "/"});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(find_header(page.headers, "Cache-Control"), "no-store");
  EXPECT_TRUE(page.body.starts_with("<!DOCTYPE html>"));
  EXPECT_EQ(pages.page(counter(), {.method = "HEAD", .path = "/"}).status, 200);
  EXPECT_EQ(pages.page(counter(), {.method = "POST", .path = "/"}).status, 405);
  EXPECT_EQ(pages.page(counter(), {.method = "GET", .path = "/"}).status, 503) << "there is one already";
  EXPECT_EQ(Pages().page(App([]() -> Node { throw std::runtime_error("no data"); }), {.method = "GET"}).status, 500);
}

Request socket_of(const Session& session) {
  return {.method = "GET",
          .path = "/_bonito/ws/" + std::string(session.id()),
          .headers = {{"Host", "127.0.0.1:80"}, {"Origin", "http://127.0.0.1:80"}}};
}

TEST(Pages, AdmitWhoMayCarryThem) {
  Pages pages;
  const auto session = pages.open({.identity = "ann"});
  auto request = socket_of(*session);
  request.identity = "ann";
  EXPECT_EQ(pages.admit(request).session, session);
}

TEST(Pages, AdmitNoPageOfAnotherSite) {
  Pages pages;
  const auto session = pages.open();
  for (const auto& headers : {Headers{{"Host", "127.0.0.1"}, {"Origin", "http://evil.example"}},
                              Headers{{"Host", "evil.example"}, {"Origin", "http://evil.example"}}}) {
    auto request = socket_of(*session);
    request.headers = headers;
    const auto answer = pages.admit(request);
    EXPECT_EQ(answer.session, nullptr);
    EXPECT_EQ(answer.refusal.code, ByeCode::refused);
  }
  auto request = socket_of(*session);
  request.headers = {{"Host", "panel.example"}, {"Origin", "http://panel.example"}};
  const Pages named({.allowed_hosts = {"panel.example"}});
  EXPECT_EQ(named.admit(request).refusal.code, ByeCode::unknown_session) << "of these pages it is none";
}

TEST(Pages, AdmitNobodyElseToAPage) {
  Pages pages;
  const auto session = pages.open({.identity = "ann"});
  EXPECT_EQ(pages.admit(socket_of(*session)).refusal.code, ByeCode::refused);
}

// A page on a connection of the program's own, whose script says why it failed.
class PagesThatCannotConnect : public ::testing::Test {
 protected:
  class OwnConnection final : public FrontendConnection {
   public:
    Js setup_connection(Session&) override { return js("throw new Error('no such transport')"); }
    Sent write(Payload) override { return Sent::no; }
    bool is_open() const noexcept override { return false; }
    void close() noexcept override {}
  };
  PagesThatCannotConnect() {
    set_log_sink([this](const LogEntry& entry) { logged.push_back(entry); });
  }
  ~PagesThatCannotConnect() override {
    pages.close();  // whose code then runs no more
    set_log_sink({});
  }
  int say(const std::string& where, std::string why, const std::string& identity = "ann") {
    const auto answer = pages.answer({.method = "POST", .path = where, .body = std::move(why), .identity = identity});
    detail::SessionCore::of(*session).tab().strand()->run_here([] {});
    return answer.status;
  }
  const Registration own = force_connection<OwnConnection>();
  Pages pages;
  std::vector<LogEntry> logged;
  const std::shared_ptr<Session> session = pages.open({.identity = "ann"});
  const std::string page = render_page(*session, counter(), {.path = "/deep/here"});
  const std::string address = "/_bonito/failed/" + std::string(session->id());
};

TEST_F(PagesThatCannotConnect, SayWhyAndThroughWhichScriptsInTheLog) {
  EXPECT_EQ(quoted(page, "data-failed=\""), ".." + address);
  EXPECT_EQ(say(address, "Error: no such transport\n    at http://here/setup.js:2:9"), 204);
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_EQ(logged[0].level, LogLevel::warning);
  EXPECT_EQ(logged[0].owner, LogOwner::app);
  EXPECT_EQ(logged[0].message, "Session " + std::string(session->id()).substr(0, 6) +
                                   "…: in the browser: the page cannot connect, as the script that setup_connection() "
                                   "gave it failed: Error: no such transport\n    at http://here/setup.js:2:9");
  EXPECT_EQ(session->status(), SessionStatus::displayed);
  EXPECT_EQ(session->browser_error().get()->stack, "\n    at http://here/setup.js:2:9");
}

TEST_F(PagesThatCannotConnect, AreHeardEvenWhereAServerOfOnesOwnHasNoBodies) {
  EXPECT_EQ(say(address, ""), 204);
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_TRUE(logged[0].message.ends_with("failed: its console says why.")) << logged[0].message;
}

TEST_F(PagesThatCannotConnect, AreTheOnlyOnesThatMaySaySo) {
  EXPECT_EQ(say(address, "Error", "bob"), 404);
  EXPECT_EQ(say("/_bonito/failed/AAAAAAAAAAAAAAAAAAAAAA", "Error"), 404);
  EXPECT_EQ(say("/_bonito/failed/", "Error"), 404);
  EXPECT_EQ(pages.answer({.method = "GET", .path = address, .identity = "ann"}).status, 405);
  EXPECT_TRUE(logged.empty());
}

TEST_F(PagesThatCannotConnect, SayNeitherMuchNorOften) {
  EXPECT_EQ(say(address, std::string(20'001, 'x')), 400);
  EXPECT_EQ(say(address, "\xff"), 400);
  EXPECT_TRUE(logged.empty());
  EXPECT_EQ(say(address, std::string(20'000, 'x')), 204);
  EXPECT_LT(logged.at(0).message.size(), 4'200u);
  for (int time = 0; time < 100; ++time) say(address, "Error");
  EXPECT_LE(logged.size(), 20u);
}

TEST(Pages, WhoseConnectionThrowsWhenItIsSetUpFailAsAPageWhoseAppThrowsDoes) {
  class Broken final : public FrontendConnection {
   public:
    Js setup_connection(Session&) override { throw std::runtime_error("no broker is running"); }
    Sent write(Payload) override { return Sent::no; }
    bool is_open() const noexcept override { return false; }
    void close() noexcept override {}
  };
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message + "\n"; });
  Pages pages;
  {
    const Registration own = force_connection<Broken>();
    EXPECT_EQ(pages.page(counter(), {.method = "GET", .path = "/"}).status, 500);
  }
  set_log_sink({});
  EXPECT_NE(logged.find("no broker is running"), std::string::npos) << logged;
  EXPECT_EQ(pages.sessions(), 0u);
  EXPECT_EQ(pages.page(counter(), {.method = "GET", .path = "/"}).status, 200) << "the next page is as ever";
}

TEST(Pages, ToldOfTheEndAPageWaitsForTheNextProgram) {
  Pages pages;
  const auto session = pages.open();
  const auto request = socket_of(*session);
  pages.close();
  EXPECT_EQ(pages.admit(request).refusal.code, ByeCode::shutdown);
}

TEST(Pages, ASessionShowsOnePage) {
  Pages pages;
  const auto session = pages.open();
  static_cast<void>(render_page(*session, counter()));
  EXPECT_THROW(render_page(*session, counter()), Failure);
  EXPECT_EQ(session->status(), SessionStatus::displayed);
}

TEST(Pages, WhatAnAppThrowsReachesWhoRendersAndTheSessionIsClosed) {
  Pages pages;
  const auto session = pages.open();
  EXPECT_THROW(render_page(*session, App([]() -> Node { throw std::runtime_error("no data"); })), std::runtime_error);
  EXPECT_EQ(session->status(), SessionStatus::closed);
  EXPECT_EQ(session->error()->message, "no data");
  EXPECT_EQ(pages.sessions(), 0U);
}

TEST(Pages, OpenNoMoreAfterTheirClose) {
  Pages pages({.limits = {.max_sessions = 1}});
  const auto first = pages.open();
  EXPECT_EQ(pages.open(), nullptr);
  pages.close();
  pages.close();
  EXPECT_EQ(first->status(), SessionStatus::closed);
  EXPECT_EQ(pages.open(), nullptr);
}

TEST(AssetServers, InlinePutEverythingIntoThePage) {
  const Registration inlined = force_asset_server<InlineAssetServer>();
  Pages pages;
  const std::string page = render_page(*pages.open(), App([] {
    using namespace literals;
    return dom::img("src"_a = Asset::text("<svg/>", "image/svg+xml"), "alt"_a = "");
  }));
  EXPECT_EQ(page.find("_bonito/"), page.find("_bonito/ws/"));  // only the socket is elsewhere
  EXPECT_NE(page.find("src=\"data:image/svg+xml;base64,PHN2Zy8+\""), std::string::npos);
  EXPECT_NE(page.find("src=\"data:text/javascript;charset=utf-8;base64,"), std::string::npos);
}

TEST(AssetServers, AFolderHasTheFilesThatItsPagesName) {
  const auto folder = std::filesystem::temp_directory_path() / "bonito_asset_server_test";
  std::filesystem::remove_all(folder);
  const Registration foldered =
      register_asset_server([&] { return std::make_unique<FolderAssetServer>(folder, "/static"); });
  Pages pages;
  for (int i = 0; i < 2; ++i) {
    const std::string page = render_page(*pages.open(), counter());
    const std::string script = quoted(page, "<script type=\"module\" src=\"");
    ASSERT_TRUE(script.starts_with("/static/")) << script;
    EXPECT_GT(std::filesystem::file_size(folder / script.substr(8)), 1000U);
  }
  std::filesystem::remove_all(folder);
}

TEST(AssetServers, AFolderThatCannotBeWrittenFailsThePageWithASentence) {
  const Registration foldered =
      register_asset_server([] { return std::make_unique<FolderAssetServer>("/proc/no/such/folder", "/static/"); });
  Pages pages;
  EXPECT_THROW(render_page(*pages.open(), counter()), Failure);
}

}  // namespace
}  // namespace bonito
