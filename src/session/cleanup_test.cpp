#include "bonito/session/cleanup.hpp"

#include <atomic>
#include <latch>
#include <stdexcept>

#include "bonito/base/log.hpp"
#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using namespace std::chrono_literals;

class CleanupTest : public testing::SessionTest {
 protected:
  void TearDown() override {
    set_cleanup_policy(nullptr);
    SessionTest::TearDown();
  }
  // A page that tells when it has ended.
  App app() {
    return App([this](Session& session) {
      session.closed().on([this] { closed.count_down(); }).detach();
      return dom::p("…");
    });
  }
  std::latch closed{1};
};

void set_times(CleanupTimes times) { set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(times)); }

// Asks `answer`, and counts how often it was asked.
class Asking final : public CleanupPolicy {
 public:
  explicit Asking(std::function<bool(const Session&)> answer, bool soft = true)
      : answer_(std::move(answer)), soft_(soft) {}
  bool should_cleanup(const Session& session) const override {
    ++asked;
    asked.notify_all();
    return answer_(session);
  }
  bool allow_soft_close() const override { return soft_; }
  std::optional<std::chrono::steady_clock::time_point> ask_at(SessionStatus,
                                                              std::chrono::steady_clock::time_point) const override {
    return std::chrono::steady_clock::now() + 1ms;
  }
  mutable std::atomic<int> asked = 0;

 private:
  std::function<bool(const Session&)> answer_;
  bool soft_;
};

TEST_F(CleanupTest, ASessionThatNoBrowserConnectsToEndsAfterItsTime) {
  set_times({.wait_for_first_connect = 10ms});
  Browser browser(registry, app());
  closed.wait();
  EXPECT_EQ(registry->size(), 0u);
}

TEST_F(CleanupTest, ASessionWhoseBrowserLeftEndsAfterItsTime) {
  set_times({.keep_after_disconnect = 10ms});
  Browser browser(registry, app());
  browser.connect();
  browser.session->soft_close();
  closed.wait();
  EXPECT_EQ(registry->size(), 0u);
}

TEST_F(CleanupTest, ANewPolicyHoldsForSessionsThatAreThereAlready) {
  Browser browser(registry, app());
  browser.connect();
  browser.session->soft_close();
  set_times({.keep_after_disconnect = 1ms});
  closed.wait();
}

TEST_F(CleanupTest, WithoutSoftCloseASessionEndsWithItsBrowser) {
  set_times({.keep_after_disconnect = 0ms});
  Browser browser(registry, app());
  browser.connect();
  browser.session->soft_close();
  EXPECT_EQ(browser.session->status(), SessionStatus::closed);
  closed.wait();
}

TEST_F(CleanupTest, APolicyOfTheProgramMayEndEvenASessionThatIsOpen) {
  std::atomic<bool> evict = false;
  set_cleanup_policy(std::make_shared<Asking>(
      [&](const Session& session) { return evict && session.status() == SessionStatus::open; }));
  Browser browser(registry, app());
  browser.connect();
  EXPECT_EQ(browser.session->status(), SessionStatus::open);
  evict = true;
  closed.wait();
}

TEST_F(CleanupTest, APolicyThatThrowsKeepsTheSession) {
  std::atomic<bool> logged = false;
  set_log_sink([&](const LogEntry& entry) {
    if (entry.message.find("who knows") != std::string::npos) logged = true;
  });
  const auto policy = std::make_shared<Asking>([](const Session&) -> bool { throw std::runtime_error("who knows"); });
  set_cleanup_policy(policy);
  Browser browser(registry, app());
  for (int asked = 0; asked < 3; asked = policy->asked) policy->asked.wait(asked);
  EXPECT_NE(browser.session->status(), SessionStatus::closed);
  EXPECT_TRUE(logged);
  set_cleanup_policy(nullptr);
  browser.settle();
  set_log_sink({});
}

TEST_F(CleanupTest, APolicyThatThrowsWhenABrowserIsLostLetsItComeBack) {
  class Throwing final : public CleanupPolicy {
    bool should_cleanup(const Session&) const override { return false; }
    bool allow_soft_close() const override { throw std::runtime_error("no such member"); }
  };
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  set_cleanup_policy(std::make_shared<Throwing>());
  Browser browser(registry, app());
  browser.connect();
  browser.session->soft_close();
  set_log_sink({});
  EXPECT_NE(logged.find("The cleanup policy failed, and the session is kept: no such member."), std::string::npos)
      << logged;
  EXPECT_EQ(browser.session->status(), SessionStatus::soft_closed);
  set_cleanup_policy(nullptr);
  browser.session->close();
}

TEST(DefaultCleanupPolicy, AsksOnlyWhenASessionCouldBeDue) {
  const DefaultCleanupPolicy policy(CleanupTimes{.wait_for_first_connect = 5s, .keep_after_disconnect = 7s});
  const auto now = std::chrono::steady_clock::now();
  EXPECT_EQ(policy.ask_at(SessionStatus::displayed, now), now + 5s);
  EXPECT_EQ(policy.ask_at(SessionStatus::soft_closed, now), now + 7s);
  EXPECT_EQ(policy.ask_at(SessionStatus::open, now), std::nullopt);
  EXPECT_TRUE(policy.allow_soft_close());
}

TEST(DefaultCleanupPolicy, MayKeepSessionsForEver) {
  constexpr auto for_ever = std::chrono::milliseconds::max();
  const DefaultCleanupPolicy policy(
      CleanupTimes{.wait_for_first_connect = for_ever, .keep_after_disconnect = for_ever});
  const auto now = std::chrono::steady_clock::now();
  for (const auto status : {SessionStatus::displayed, SessionStatus::soft_closed}) {
    EXPECT_GT(policy.ask_at(status, now), now + 24h);
  }
}

}  // namespace
}  // namespace bonito
