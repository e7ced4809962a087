// Apps of another process: what the page holds, what goes both ways, and how long sessions and assets live.
#include "bonito/session/proxy.hpp"

#include <future>
#include <string>
#include <thread>

#include "bonito/dom/html.hpp"
#include "bonito/session/asset.hpp"
#include "bonito/session/upload.hpp"
#include "session/proxy_fixture.hpp"

namespace bonito {
namespace {

using detail::LineOp;
using testing::Browser;
using testing::quoted;
using testing::wait_closed;
using namespace literals;
using namespace std::chrono_literals;

class Proxy : public testing::ProxyTest {};

TEST_F(Proxy, AWorkersAppIsAnElementOfTheHostsPageAndConnectsToTheHost) {
  const std::string html = pages.embed(host.app("count"), {.path = "/deep/page"});
  const auto session = find_session(quoted(html, "data-session=\""));
  ASSERT_NE(session, nullptr) << html;
  EXPECT_TRUE(html.starts_with("<bonito-app ")) << html;
  EXPECT_EQ(quoted(html, "data-socket=\""), "../_bonito/ws/" + std::string(session->id()));
  EXPECT_NE(html.find("</bonito-app><script type=\"module\" src=\"../_bonito/"), std::string::npos) << html;
  EXPECT_EQ(session->status(), SessionStatus::displayed);
  EXPECT_EQ(worker.sessions(), 1u);
}

TEST_F(Proxy, AClickGoesToTheWorkerAndWhatItChangesComesBack) {
  const std::string html = pages.embed(host.app("count"), {.path = "/"});
  Browser browser = browser_of(html);
  ASSERT_TRUE(browser.welcome);
  EXPECT_EQ(browser.welcome->mode, Mode::fresh);
  EXPECT_TRUE(browser.session->wait_until_open(20s));
  browser.event(button_of(html));
  EXPECT_EQ(browser.next_messages().back()[2], Value(2));
}

TEST_F(Proxy, WhatTheWorkerPushesComesAtOnceAndToEachPage) {
  Browser first = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  Browser second = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  count.set(7);
  EXPECT_EQ(first.next_messages().back()[2], Value(7));
  EXPECT_EQ(second.next_messages().back()[2], Value(7));
}

TEST_F(Proxy, WhatChangedBeforeTheBrowserCameIsTold) {
  const std::string html = pages.embed(host.app("count"), {.path = "/"});
  count.set(5);
  EXPECT_EQ(browser_of(html).next_messages().back()[2], Value(5));
}

TEST_F(Proxy, TwoAppsShareNoIdNoConnectionAndNoClassName) {
  const std::string first = pages.embed(host.app("count"), {.path = "/"});
  const std::string second = pages.embed(host.app("count"), {.path = "/"});
  for (const auto* what : {"data-session=\"", "data-socket=\"", "<p class=\""}) {
    EXPECT_NE(quoted(first, what), quoted(second, what));
  }
}

TEST_F(Proxy, ALostBrowserResumesWhereItWas) {
  Browser browser = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  count.set(2);
  EXPECT_EQ(browser.next_messages().back()[2], Value(2));
  link_of(*browser.session).lost(browser.number);
  count.set(3);
  browser.connect();
  ASSERT_TRUE(browser.welcome);
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  EXPECT_EQ(browser.next_messages().back()[2], Value(3));
}

TEST_F(Proxy, ANewerConnectionTakesOverAndTheOlderIsTold) {
  Browser browser = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  const auto older = browser.connection;
  browser.connect();
  EXPECT_EQ(browser.welcome->mode, Mode::resumed);
  while (kind_of(older->next()) != FrameKind::bye) continue;
  count.set(3);
  EXPECT_EQ(browser.next_messages().back()[2], Value(3));
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
}

TEST_F(Proxy, ARemoteAppIsANodeOfALivePageAndEndsWithIt) {
  const std::string html = page("count");
  EXPECT_NE(html.find("<h1>Host</h1><bonito-app "), std::string::npos) << html;
  const auto remote = find_session(quoted(html, "data-session=\""));
  const auto around = find_session(quoted(html, "name=\"bonito\" content=\""));
  ASSERT_TRUE(remote && around);
  around->close();
  wait_closed(*remote);
  up->wait_for(LineOp::end, 1);
}

TEST_F(Proxy, ARegionMayShowRemoteAppsOneAfterTheOther) {
  const Observable<int> shown{0};
  const std::string html =
      pages
          .page(App([=, this] { return dom::div(shown.map([this](int) { return dom::div(host.app("count")); })); }),
                {.method = "GET", .path = "/"})
          .body;
  const auto first = find_session(quoted(html, "data-session=\""));
  ASSERT_NE(first, nullptr) << html;
  Browser browser;
  browser.session = find_session(quoted(html, "name=\"bonito\" content=\""));
  browser.connect();
  shown.set(1);
  const auto region = testing::texts_of(browser.next_messages().back());
  const auto second = find_session(quoted(region, "data-session=\""));
  ASSERT_NE(second, nullptr) << region;
  wait_closed(*first);
  EXPECT_NE(second->status(), SessionStatus::closed);
}

TEST_F(Proxy, TheAppHearsTheRequestAndWhoAsks) {
  worker.serve("who", App([](Session&, const Request& request) {
                 return dom::p(request.identity + "|" + request.client + "|" + query_value(request.query, "room") +
                               "|" + std::string(find_header(request.headers, "Accept-Language")));
               }));
  const std::string html = pages.embed(host.app("who"), {.path = "/",
                                                         .query = "room=7",
                                                         .headers = {{"Accept-Language", "de"}},
                                                         .client = "10.0.0.1",
                                                         .identity = "ada"});
  EXPECT_NE(html.find("ada|10.0.0.1|7|de"), std::string::npos) << html;
  const Request socket{.path = "/_bonito/ws/" + quoted(html, "data-session=\""), .headers = {{"Host", "localhost"}}};
  EXPECT_EQ(pages.admit(socket).refusal.code, ByeCode::refused);
  Request hers = socket;
  hers.identity = "ada";
  EXPECT_NE(pages.admit(hers).session, nullptr);
}

TEST_F(Proxy, AnAppInALivePageHearsThatPagesVisitor) {
  worker.serve("who",
               App([](Session&, const Request& request) { return dom::p(request.identity + "|" + request.query); }));
  const auto html = pages
                        .page(App([this] { return dom::div(host.app("who", {.query = "q"})); }),
                              {.method = "GET", .path = "/", .identity = "ada"})
                        .body;
  EXPECT_NE(html.find("ada|q"), std::string::npos) << html;
}

TEST_F(Proxy, AnAssetGoesOverTheLineOnceAndTheHostServesItWhileAPageShowsIt) {
  const Asset picture = Asset::text("<svg/>", "image/svg+xml", "picture.svg");
  worker.serve("picture", App([=] { return dom::img("src"_a = picture, "alt"_a = ""); }));
  const auto first = pages.embed(host.app("picture"), {.path = "/"});
  const auto said = down->count(LineOp::withdrawn);
  EXPECT_EQ(quoted(first, "<img src=\""), "_bonito/" + picture.key());
  const Request request{.method = "GET", .path = "/_bonito/" + picture.key()};
  EXPECT_EQ(pages.answer(request).body, "<svg/>");

  const auto second = pages.embed(host.app("picture"), {.path = "/"});
  browser_of(first, false).session->close();
  up->wait_for(LineOp::end, 1);
  EXPECT_EQ(pages.answer(request).status, 200);
  EXPECT_EQ(down->count(LineOp::withdrawn), said);
  browser_of(second, false).session->close();
  down->wait_for(LineOp::withdrawn, 2);  // and the client's script
  while (pages.answer(request).status != 404) std::this_thread::yield();

  pages.embed(host.app("picture"), {.path = "/"});
  EXPECT_EQ(pages.answer(request).body, "<svg/>");
}

TEST_F(Proxy, AnAssetThatComesWithALaterValueIsThereBeforeIt) {
  const Asset picture = Asset::text("<svg/>", "image/svg+xml", "late.svg");
  const Observable<bool> shown{false};
  worker.serve("late", App([=] {
                 return dom::div(shown.map([picture](bool now) {
                   return now ? dom::div(dom::img("src"_a = picture, "alt"_a = "")) : dom::div();
                 }));
               }));
  Browser browser = browser_of(pages.embed(host.app("late"), {.path = "/"}));
  shown.set(true);
  static_cast<void>(browser.next_messages());
  EXPECT_EQ(pages.answer({.method = "GET", .path = "/_bonito/" + picture.key()}).body, "<svg/>");
}

Asset numbered_picture(int number) {
  return Asset::text("<svg id=\"n" + std::to_string(number) + "\"/>", "image/svg+xml");
}

TEST_F(Proxy, AnAssetGoesWithTheElementThatShowedIt) {
  const Observable<int> shown{0};
  worker.serve(
      "slides", App([=] {
        return dom::div(shown.map([](int n) { return dom::img("src"_a = numbered_picture(n), "alt"_a = ""); }));
      }));
  Browser browser = browser_of(pages.embed(host.app("slides"), {.path = "/"}));
  const auto status_of = [&](int n) {
    return pages.answer({.method = "GET", .path = "/_bonito/" + numbered_picture(n).key()}).status;
  };
  for (int n = 1; n <= 5; ++n) {
    shown.set(n);
    static_cast<void>(browser.next_messages());
    EXPECT_EQ(status_of(n), 200);
    down->wait_for(LineOp::withdrawn, static_cast<std::size_t>(n));
    while (status_of(n - 1) != 404) std::this_thread::yield();
  }
  shown.set(1);  // it comes over the line again
  static_cast<void>(browser.next_messages());
  EXPECT_EQ(status_of(1), 200);
}

TEST_F(Proxy, AnAssetStaysAsLongAsAnyElementOfAnyPageShowsIt) {
  const Observable<int> first{1}, second{1};
  worker.serve("two", App([=] {
                 const auto picture = [](int n) { return dom::img("src"_a = numbered_picture(n), "alt"_a = ""); };
                 return dom::div(first.map(picture), second.map(picture));
               }));
  Browser here = browser_of(pages.embed(host.app("two"), {.path = "/"}));
  const auto status = [&] {
    return pages.answer({.method = "GET", .path = "/_bonito/" + numbered_picture(1).key()}).status;
  };
  {
    Browser there = browser_of(pages.embed(host.app("two"), {.path = "/"}));
    first.set(2);
    for (Browser* each : {&here, &there}) static_cast<void>(each->next_messages());
    first.set(3);
    down->wait_for(LineOp::withdrawn, 1);  // of the second picture
    EXPECT_EQ(status(), 200);
    there.session->close();
    up->wait_for(LineOp::end, 1);
  }
  EXPECT_EQ(status(), 200);
  second.set(2);
  while (status() != 404) std::this_thread::yield();
}

TEST_F(Proxy, ASessionThatTheWorkerClosesIsClosedInTheHostWithItsWord) {
  std::weak_ptr<Session> session;
  worker.serve("closes", App([&](Session& root) {
                 session = root.root()->weak();
                 return dom::p();
               }));
  Browser browser = browser_of(pages.embed(host.app("closes"), {.path = "/"}));
  session.lock()->close();
  Bytes last;
  do last = browser.connection->next();
  while (kind_of(last) != FrameKind::bye);
  EXPECT_EQ(parse_bye(body_of(last)).value().code, ByeCode::closed);
  wait_closed(*browser.session);
}

TEST_F(Proxy, ASessionThatTheHostClosesIsClosedInTheWorker) {
  std::promise<void> closed;
  worker.serve("told", App([&](Session& session) {
                 session.closed().on([&] { closed.set_value(); }).detach();
                 return dom::p();
               }));
  browser_of(pages.embed(host.app("told"), {.path = "/"}), false).session->close();
  closed.get_future().wait();
}

TEST_F(Proxy, TheElementSaysWhenItHasGoneAndBothSessionsEnd) {
  const std::string html = pages.embed(host.app("count"), {.path = "/"});
  Browser browser = browser_of(html);
  const auto slot = static_cast<std::uint32_t>(std::stoul(quoted(html, "data-embedded=\"")));
  browser.say(BrowserOp::embedded, slot, Value(false));
  wait_closed(*browser.session);
  EXPECT_EQ(worker.sessions(), 0u);
}

TEST_F(Proxy, AnUploadComesToTheWorkerPieceByPiece) {
  std::string come;
  worker.serve("upload", App([&come] {
                 const Upload upload;
                 upload.on_piece([&come](const UploadPiece& piece) { come += as_text(piece.bytes); });
                 return dom::p(upload);
               }));
  Browser browser = browser_of(pages.embed(host.app("upload"), {.path = "/"}));
  const std::string long_piece(200'000, 'x');
  std::uint32_t calls = 0;
  std::string upload;  // its functions' name
  const auto ask = [&](const std::string& what, Value::List given) {
    browser.say(BrowserOp::call, ++calls, Value::List{Value(upload + what), Value(std::move(given))});
    for (;;) {
      for (const auto& message : browser.next_messages()) {
        if (message[0] == Value(static_cast<int>(ServerOp::answer))) return message;
      }
    }
  };
  for (int slot = 1; upload.empty() || ask(" begin", {})[2] != Value(true); ++slot) {
    ASSERT_LT(slot, 20);
    upload = "upload " + std::to_string(slot);
  }
  const Value id = ask(" start", {Value("a"), Value(""), Value(long_piece.size() + 2)})[3];
  const auto bytes = as_bytes(long_piece);
  ask(" piece", {id, Value(0), Value(Bytes(bytes.begin(), bytes.end()))});
  const auto last = ask(" piece", {id, Value(long_piece.size()), Value(Bytes(2, std::byte{'y'}))});
  EXPECT_EQ(last[2], Value(true));
  EXPECT_EQ(come, long_piece + "yy");
}

}  // namespace
}  // namespace bonito
