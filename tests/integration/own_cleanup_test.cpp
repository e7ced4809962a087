// How long pages live, as a program of one's own decides: policies that reuse the library's, and a loop that asks them.
#include <gtest/gtest.h>

#include <algorithm>
#include <bonito/bonito.hpp>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using namespace bonito;
using namespace std::chrono_literals;

// Members' pages are kept for a day after their browser has left, all others as long as the library keeps them.
class KeepMembers final : public CleanupPolicy {
 public:
  explicit KeepMembers(CleanupTimes others = {}) : others_(others) {}

  bool should_cleanup(const Session& session) const override {
    const bool is_member = session.metadata("member") == Value(true);
    return is_member ? members_.should_cleanup(session) : others_.should_cleanup(session);
  }
  bool allow_soft_close() const override { return true; }
  // Nothing happens before the others' time is over.
  std::optional<std::chrono::steady_clock::time_point> ask_at(
      SessionStatus status, std::chrono::steady_clock::time_point since) const override {
    return others_.ask_at(status, since);
  }

 private:
  const DefaultCleanupPolicy members_{{.keep_after_disconnect = 24h}};
  const DefaultCleanupPolicy others_;
};

// When all pages together cost the program too much, those go that cost something and that nobody looks at.
class BoundMemory final : public CleanupPolicy {
 public:
  explicit BoundMemory(const std::atomic<std::size_t>& used, std::size_t most) : used_(used), most_(most) {}
  bool should_cleanup(const Session& session) const override {
    if (DefaultCleanupPolicy().should_cleanup(session)) return true;
    const bool costs = session.metadata("bytes").integer().value_or(0) > 0;
    return costs && used_ > most_ && session.status() != SessionStatus::open;
  }
  bool allow_soft_close() const override { return true; }
  std::optional<std::chrono::steady_clock::time_point> ask_at(SessionStatus,
                                                              std::chrono::steady_clock::time_point) const override {
    return std::chrono::steady_clock::now() + 10ms;
  }

 private:
  const std::atomic<std::size_t>& used_;
  const std::size_t most_;
};

class OwnCleanup : public ::testing::Test {
 protected:
  ~OwnCleanup() override { set_cleanup_policy(nullptr); }

  std::shared_ptr<Session> shown(const App& app = App(dom::p("Hello"))) {
    auto session = pages.open();
    static_cast<void>(render_page(*session, app));
    return session;
  }
  static void wait_until_closed(const Session& session) {
    std::latch closed{1};
    const auto end = session.closed().on([&] { closed.count_down(); });
    if (session.status() != SessionStatus::closed) closed.wait();
  }

  // The session's page, as a browser opens and leaves it.
  static void come_and_go(Session& session) {
    class Line final : public Channel {
     public:
      Sent write(Payload) override { return Sent::yes; }
      bool is_open() const noexcept override { return open_; }
      void close() noexcept override { open_ = false; }

     private:
      std::atomic<bool> open_ = true;
    };
    const auto line = std::make_shared<Line>();
    const auto attachment = connection_of<WebSocketConnection>(session)->handler().attach(session, line);
    attachment.process_message(hello_frame({}));
    ASSERT_TRUE(session.wait_until_open(1h));
    line->close();
    end_connection(session, attachment.closed());
  }

  Pages pages;
};

TEST_F(OwnCleanup, APolicyMayLookAtWhoAsksAndReuseTheLibrarysOwn) {
  const auto member = shown();
  member->set_metadata("member", Value(true));
  const auto guest = shown();
  set_cleanup_policy(std::make_shared<KeepMembers>(CleanupTimes{.wait_for_first_connect = 1ms}));
  wait_until_closed(*guest);
  EXPECT_EQ(member->status(), SessionStatus::displayed);
}

TEST_F(OwnCleanup, AMembersPageIsKeptForADayAfterItsBrowserHasLeftAndAGuestsIsNot) {
  const App greeting([](Session& session, const Request& request) {
    session.set_metadata("member", Value(!request.identity.empty()));
    return dom::p("Hello, ", request.identity);
  });
  const auto policy = std::make_shared<KeepMembers>(CleanupTimes{.keep_after_disconnect = 1ms});
  set_cleanup_policy(policy);
  const auto open = [&](const Request& request) {
    auto session = pages.open(request);
    static_cast<void>(render_page(*session, greeting, request));
    come_and_go(*session);
    return session;
  };
  const auto member = open({.identity = "ann"});
  EXPECT_EQ(member->status(), SessionStatus::soft_closed);
  const auto guest = open({});
  wait_until_closed(*guest);
  EXPECT_FALSE(policy->should_cleanup(*member));
  EXPECT_EQ(member->status(), SessionStatus::soft_closed);
}

TEST_F(OwnCleanup, APolicyMayLookAtWhatAPageCosts) {
  std::atomic<std::size_t> used = 10;
  const auto heavy = shown();
  heavy->set_metadata("bytes", Value(10));
  const auto light = shown();
  set_cleanup_policy(std::make_shared<BoundMemory>(used, 20));
  EXPECT_EQ(heavy->status(), SessionStatus::displayed);
  used = 30;
  wait_until_closed(*heavy);
  EXPECT_EQ(light->status(), SessionStatus::displayed);
}

// The pages of a program that asks by itself, and frees what it holds for them.
class Kept {
 public:
  void add(const std::shared_ptr<Session>& session) {
    const std::lock_guard lock(mutex_);
    sessions_.push_back(session);
  }
  std::size_t size() const { return all().size(); }

 private:
  std::vector<std::shared_ptr<Session>> all() const {
    const std::lock_guard lock(mutex_);
    return sessions_;
  }
  static bool is_due(const Session& session) try { return cleanup_policy()->should_cleanup(session); } catch (...) {
    return false;  // a policy that cannot say is asked again
  }
  void clean_up(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      for (const auto& session : all()) {  // no lock is held: what hears of a page's end may add another
        if (is_due(*session)) session->close();
      }
      std::unique_lock lock(mutex_);
      std::erase_if(sessions_, [](const auto& session) { return session->status() == SessionStatus::closed; });
      due_.wait_for(lock, stop, 5ms, [] { return false; });
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable_any due_;
  std::vector<std::shared_ptr<Session>> sessions_;
  const std::jthread loop_{[this](const std::stop_token& stop) { clean_up(stop); }};
};

// Asked by a loop alone. Of what is broken it cannot say anything.
class WhenDone final : public CleanupPolicy {
 public:
  bool should_cleanup(const Session& session) const override {
    if (session.metadata("broken") == Value(true)) throw std::runtime_error("who knows");
    return session.metadata("done") == Value(true);
  }
  bool allow_soft_close() const override { return true; }
  std::optional<std::chrono::steady_clock::time_point> ask_at(SessionStatus,
                                                              std::chrono::steady_clock::time_point) const override {
    return std::nullopt;
  }
};

TEST_F(OwnCleanup, ALoopOfOnesOwnMayAskThePolicy) {
  set_cleanup_policy(std::make_shared<WhenDone>());
  Kept kept;
  const auto session = shown();
  const auto other = shown();
  kept.add(session);
  kept.add(other);
  session->set_metadata("done", Value(true));
  wait_until_closed(*session);
  EXPECT_EQ(other->status(), SessionStatus::displayed);
  other->close();
  while (kept.size() > 0) std::this_thread::yield();
}

TEST_F(OwnCleanup, ALoopOfOnesOwnOutlivesAPolicyThatThrowsAndKeepsThePage) {
  set_cleanup_policy(std::make_shared<WhenDone>());
  Kept kept;
  const auto broken = shown();
  broken->set_metadata("broken", Value(true));
  const auto session = shown();
  kept.add(broken);
  kept.add(session);
  session->set_metadata("done", Value(true));
  wait_until_closed(*session);
  EXPECT_EQ(broken->status(), SessionStatus::displayed);
  broken->set_metadata("broken", Value(false));
  broken->set_metadata("done", Value(true));
  wait_until_closed(*broken);
}

TEST_F(OwnCleanup, WhatHearsOfAPagesEndMayGiveTheLoopAnother) {
  set_cleanup_policy(std::make_shared<WhenDone>());
  Kept kept;
  const auto session = shown();
  const auto next = shown();
  std::latch added{1};
  const auto heard = session->closed().on([&] {
    kept.add(next);
    added.count_down();
  });
  kept.add(session);
  session->set_metadata("done", Value(true));
  added.wait();
  next->set_metadata("done", Value(true));
  wait_until_closed(*next);
}

}  // namespace
