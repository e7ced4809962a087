// Apps of another process: a worker and a host, with a line in memory between them.
#include "bonito/session/proxy.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/dom/styles.hpp"
#include "bonito/session/asset.hpp"
#include "bonito/session/pages.hpp"
#include "session/proxy_line.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using detail::line_message;
using detail::LineOp;
using testing::Browser;
using testing::set;
using namespace literals;
using namespace std::chrono_literals;

// One direction of a line: what is written at one end is read at the other, by a thread.
class Direction final : public Channel {
 public:
  ~Direction() override { end(); }
  Sent write(Payload message) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return Sent::no;
    messages_.push_back(message.flat());
    said_.push_back(messages_.back());
    changed_.notify_all();
    return congested ? Sent::congested : Sent::yes;
  }
  bool is_open() const noexcept override {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  void close() noexcept override {
    const std::lock_guard lock(mutex_);
    open_ = false;
    changed_.notify_all();
  }

  void read(std::function<void(BytesView)> reader) {
    thread_ = std::thread([this, reader = std::move(reader)] {
      std::unique_lock lock(mutex_);
      for (;;) {
        changed_.wait(lock, [this] { return !messages_.empty() || !open_; });
        if (messages_.empty()) return;
        const Bytes message = std::move(messages_.front());
        messages_.pop_front();
        lock.unlock();
        reader(message);
        lock.lock();
      }
    });
  }
  void end() {
    close();
    if (thread_.joinable()) thread_.join();
  }
  // How many messages of this kind have been said.
  std::size_t count(LineOp op) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(said_, [&](const Bytes& each) { return each.front() == static_cast<std::byte>(op); }));
  }
  void wait_for(LineOp op, std::size_t times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return static_cast<std::size_t>(std::ranges::count_if(
                 said_, [&](const Bytes& each) { return each.front() == static_cast<std::byte>(op); })) >= times;
    });
  }

  std::atomic<bool> congested = false;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Bytes> messages_;
  std::vector<Bytes> said_;
  bool open_ = true;
  std::thread thread_;
};

std::string quoted(const std::string& html, std::string_view before) {
  const auto start = html.find(before) + before.size();
  return html.substr(start, html.find('"', start) - start);
}

// Until the session has closed.
void wait_closed(Session& session) {
  std::promise<void> closed;
  const Subscription waiting = session.closed().on([&] { closed.set_value(); });
  if (session.status() != SessionStatus::closed) closed.get_future().wait();
}

class Proxy : public ::testing::Test {
 protected:
  Proxy() {
    worker.serve("count", App([count = count] {
                   return dom::p("style"_a = Styles{{"color", "red"}}, count,
                                 dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
                 }));
    down->read([this](BytesView message) { host.process_message(message); });
    up->read([this](BytesView message) { worker.process_message(message); });
  }
  ~Proxy() override { break_line(); }

  void break_line() {
    up->end();
    down->end();
    worker.closed();
    host.closed();
  }
  Browser browser_of(const std::string& html, bool connects = true) const {
    Browser browser;
    browser.is_remote = true;
    browser.session =
        pages.admit({.path = "/_bonito/ws/" + quoted(html, "data-session=\""), .headers = {{"Host", "localhost"}}})
            .session;
    if (connects) browser.connect();
    return browser;
  }
  // What the button's handler is called by.
  static std::uint32_t button_of(const std::string& html) {
    return static_cast<std::uint32_t>(std::stoul(quoted(html, "<button data-b=\"e")));
  }
  static std::uint32_t slot_of(const std::string& html) {
    return static_cast<std::uint32_t>(std::stoul(quoted(html, "<!--b:")));
  }
  std::string page(const std::string& name) {
    return pages
        .page(App([this, name] { return dom::main(dom::h1("Host"), host.app(name)); }), {.method = "GET", .path = "/"})
        .body;
  }

  const Observable<int> count{1};
  const std::shared_ptr<Direction> up = std::make_shared<Direction>();
  const std::shared_ptr<Direction> down = std::make_shared<Direction>();
  Pages pages;
  ProxyHost host{up, {.render_within = 20s}};
  ProxyWorker worker{down};
};

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
  const auto region = *browser.next_messages().back()[2].text();
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

TEST_F(Proxy, AnAppThatTheWorkerDoesNotServeIsAnAlertInItsPlaceAndTheRestOfThePageStays) {
  const std::string html = page("nothing");
  EXPECT_NE(html.find("<h1>Host</h1><p role=\"alert\">"), std::string::npos) << html;
  try {
    pages.embed(host.app("nothing"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::not_found);
    EXPECT_NE(failure.error().message.find("\"nothing\""), std::string::npos);
  }
}

TEST_F(Proxy, WhatAnAppThrowsIsKeptByTheWorkerWhereItIsNotDeveloped) {
  worker.serve("thrower", App([]() -> Node { throw std::runtime_error("a secret"); }));
  try {
    pages.embed(host.app("thrower"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::app);
    EXPECT_EQ(failure.error().message.find("a secret"), std::string::npos) << failure.error().message;
  }
  EXPECT_EQ(worker.sessions(), 0u);
}

TEST_F(Proxy, AWorkerThatDoesNotAnswerIsWaitedForOnlySoLong) {
  const auto silent = std::make_shared<Direction>();
  ProxyHost impatient(silent, {.render_within = 1ms});
  try {
    pages.embed(impatient.app("count"), {.path = "/"});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::timeout);
  }
  EXPECT_EQ(pages.sessions(), 0u);
  EXPECT_EQ(silent->count(LineOp::end), 1u);
}

TEST_F(Proxy, PagesThatCloseWhileAWorkerIsWaitedForWaitForItNoLonger) {
  const auto silent = std::make_shared<Direction>();
  ProxyHost patient(silent, {.render_within = 1h});
  std::thread visitor([&] { EXPECT_THROW(pages.embed(patient.app("count"), {.path = "/"}), Failure); });
  silent->wait_for(LineOp::render, 1);
  pages.close();
  visitor.join();
}

TEST_F(Proxy, WhenTheLineBreaksThePagesAreToldAndTheHostLivesOn) {
  Browser browser = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  break_line();
  Bytes last;
  do last = browser.connection->next();
  while (kind_of(last) != FrameKind::bye);
  EXPECT_EQ(parse_bye(body_of(last)).value().code, ByeCode::closed);
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
  EXPECT_EQ(worker.sessions(), 0u);
  EXPECT_FALSE(host.is_open());
  EXPECT_NE(page("count").find("<h1>Host</h1><p role=\"alert\">"), std::string::npos);
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

TEST_F(Proxy, ABrowserThatTakesNothingHoldsUpNobodyAndCostsABoundedAmount) {
  const Observable<std::string> text{""};
  worker.serve("every", App([text, count = count] { return dom::p(dom::pre(text), dom::b(count)); }));
  Browser slow = browser_of(pages.embed(host.app("every"), {.path = "/"}));
  Browser quick = browser_of(pages.embed(host.app("count"), {.path = "/"}));
  slow.connection->congested = true;
  for (int i = 0; i < 40; ++i) text.set(std::string(50'000, static_cast<char>('a' + i % 26)));
  count.set(9);
  EXPECT_EQ(quick.next_messages().back()[2], Value(9));
  // It takes one frame when it has room again, and then the newest.
  slow.connection->congested = false;
  slow.session->writable();
  for (bool is_newest = false; !is_newest;) {
    for (const auto& message : slow.next_messages()) is_newest = is_newest || message.back() == Value(9);
  }
}

TEST_F(Proxy, WhatABrowserSaysWhileTheWorkersHandlersAreBusyHoldsItBack) {
  std::promise<void> release;
  const auto released = release.get_future().share();
  worker.serve("busy", App([=] { return dom::p(dom::button("wait", on_click([=] { released.wait(); }))); }));
  const std::string html = pages.embed(host.app("busy"), {.path = "/"});
  Browser browser = browser_of(html);
  browser.connection->waits = true;
  browser.event(button_of(html));
  const Value text(std::string(100'000, 'x'));
  for (int i = 0; i < 100 && !browser.connection->held_back; ++i) {
    browser.event(button_of(html), {text});
  }
  EXPECT_TRUE(browser.connection->held_back);
  release.set_value();
  while (browser.connection->held_back) std::this_thread::yield();
}

TEST_F(Proxy, ALineThatIsCongestedGoesOnWhenItIsWritable) {
  down->congested = true;
  count.set(4);  // what is said now finds the line congested
  std::thread visitor([&] {
    const std::string html = pages.embed(host.app("count"), {.path = "/"});
    EXPECT_NE(html.find("<bonito-app "), std::string::npos);
  });
  while (down->count(LineOp::rendered) == 0) {
    worker.writable();
    std::this_thread::yield();
  }
  visitor.join();
}

TEST_F(Proxy, AMessageThatIsNoneClosesTheLineAndHarmsNobody) {
  const std::vector<Bytes> broken{
      {},
      {std::byte{99}},
      {std::byte{4}, std::byte{0xc1}},
      line_message(LineOp::hello, detail::proxy_version + 1),
      line_message(LineOp::frame, std::string("no number"), 1),
      line_message(LineOp::render, 1),
      line_message(LineOp::rendered, 1, 1, 100),
      line_message(LineOp::failed, 1, 99, std::string()),
      line_message(LineOp::asset, 1, std::string("key"), std::string("text/plain"), false),
      line_message(LineOp::asset, 1, std::string("wrong-key"), std::string("text/plain"), true),
  };
  for (const Bytes& message : broken) {
    const auto one = std::make_shared<Direction>();
    ProxyHost refuses(one);
    refuses.process_message(message);
    EXPECT_FALSE(refuses.is_open());
    EXPECT_FALSE(one->is_open());
    const auto other = std::make_shared<Direction>();
    ProxyWorker refuses_too(other);
    refuses_too.process_message(message);
    EXPECT_FALSE(other->is_open());
  }
}

TEST_F(Proxy, WhatIsSaidOfAppsAndSocketsThatHaveGoneIsNothing) {
  const auto one = std::make_shared<Direction>();
  ProxyHost lives(one);
  const auto other = std::make_shared<Direction>();
  ProxyWorker lives_too(other);
  for (const auto op : {LineOp::frame, LineOp::open}) lives.process_message(line_message(op, 7, 7));
  for (const auto op : {LineOp::frame, LineOp::lost}) lives_too.process_message(line_message(op, 7, 7));
  lives.process_message(line_message(LineOp::taken, 7, 7, 7));
  lives_too.process_message(line_message(LineOp::taken, 7, 7, 7));
  for (const auto op : {LineOp::end}) {
    lives.process_message(line_message(op, 7));
    lives_too.process_message(line_message(op, 7));
  }
  EXPECT_TRUE(one->is_open());
  EXPECT_TRUE(other->is_open());
}

TEST_F(Proxy, AWorkerMayShowNoMoreAssetsThanTheHostAllows) {
  const auto line = std::make_shared<Direction>();
  ProxyHost small(line, {.asset_bytes = 5});
  const Asset asset = Asset::text("123456", "text/plain");
  Bytes message = line_message(LineOp::asset, 1, asset.key(), asset.mime(), true);
  message.insert(message.end(), asset.content().begin(), asset.content().end());
  small.process_message(message);
  EXPECT_FALSE(small.is_open());
}

TEST_F(Proxy, TheElementSaysWhenItHasGoneAndBothSessionsEnd) {
  const std::string html = pages.embed(host.app("count"), {.path = "/"});
  Browser browser = browser_of(html);
  const auto slot = static_cast<std::uint32_t>(std::stoul(quoted(html, "data-embedded=\"")));
  browser.say(BrowserOp::embedded, slot, Value(false));
  wait_closed(*browser.session);
  EXPECT_EQ(worker.sessions(), 0u);
}

}  // namespace
}  // namespace bonito
