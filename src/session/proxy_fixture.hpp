// A worker and a host, with a line in memory between them.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/dom/styles.hpp"
#include "bonito/session/pages.hpp"
#include "bonito/session/proxy.hpp"
#include "session/proxy_line.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {

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
  std::size_t count(detail::LineOp op) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(said_, [&](const Bytes& each) { return each.front() == static_cast<std::byte>(op); }));
  }
  void wait_for(detail::LineOp op, std::size_t times) {
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

inline std::string quoted(const std::string& html, std::string_view before) {
  const auto start = html.find(before) + before.size();
  return html.substr(start, html.find('"', start) - start);
}

// Until the session has closed.
inline void wait_closed(Session& session) {
  std::promise<void> closed;
  const Subscription waiting = session.closed().on([&] { closed.set_value(); });
  if (session.status() != SessionStatus::closed) closed.get_future().wait();
}

class ProxyTest : public ::testing::Test {
 protected:
  ProxyTest() {
    using namespace literals;
    worker.serve("count", App([count = count] {
                   return dom::p("style"_a = Styles{{"color", "red"}}, count,
                                 dom::button("+1", on_click([=] { count.update([](int& n) { ++n; }); })));
                 }));
    down->read([this](BytesView message) { host.process_message(message); });
    up->read([this](BytesView message) { worker.process_message(message); });
  }
  ~ProxyTest() override { break_line(); }

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
  ProxyHost host{up, {.render_within = std::chrono::seconds(20)}};
  ProxyWorker worker{down};
};

// A worker that says what the test wants, and one page of it, whose browser has said hello.
class ProxyByHand : public ProxyTest {
 protected:
  ProxyByHand() {
    std::thread answers([this] {
      line->wait_for(detail::LineOp::render, 1);
      hand.process_message(detail::line_message(detail::LineOp::rendered, 1, 3, 0));
    });
    browser.session = browser_of(pages.embed(hand.app("any"), {.path = "/"}), false).session;
    answers.join();
    browser.connection = std::make_shared<MemoryConnection>();
    browser.number = link_of(*browser.session).connect(browser.connection);
    hand.process_message(detail::line_message(detail::LineOp::open, 1, 1));
    browser.settle();
  }
  void say(const Bytes& frame) {
    Bytes message = detail::line_message(detail::LineOp::frame, 1, 1);
    message.insert(message.end(), frame.begin(), frame.end());
    hand.process_message(message);
  }

  const std::shared_ptr<Direction> line = std::make_shared<Direction>();
  ProxyHost hand{line};
  Browser browser;
};

}  // namespace bonito::testing
