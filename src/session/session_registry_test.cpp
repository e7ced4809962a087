// Which sessions a registry keeps, and finds.
#include "session/session_registry.hpp"

#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {
namespace {

class RegistryTest : public SessionTest {
 protected:
  void limit(SessionLimits limits) {
    registry = std::make_shared<detail::SessionRegistry>(detail::RegistryOptions{.limits = limits});
  }
  Browser visit(const std::string& address, const std::string& identity = "") {
    Request request;
    request.client = address;
    request.identity = identity;
    return Browser(registry, app, request);
  }
  static bool lives(const Browser& browser) { return browser.session->status() != SessionStatus::closed; }

  const App app = App([] { return dom::p("A page."); });
};

TEST_F(RegistryTest, ASessionIsFoundByItsWholeId) {
  const auto browser = visit("192.0.2.1");
  const std::string id(browser.session->id());
  EXPECT_EQ(registry->find(id), browser.session);
  for (std::size_t i = 0; i < id.size(); ++i) {
    std::string guess = id;
    guess[i] = guess[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(registry->find(guess), nullptr) << i;
  }
  for (const auto& guess : {std::string(), id.substr(0, 11), id.substr(0, 21), id + "A", std::string(60'000, 'A')}) {
    EXPECT_EQ(registry->find(guess), nullptr) << guess.size();
  }
}

TEST_F(RegistryTest, OneMorePageOfAnAddressEndsItsOldestThatNobodyConnectedTo) {
  limit({.max_unconnected_per_address = 2});
  const auto other = visit("198.51.100.1");
  const auto first = visit("192.0.2.1");
  const auto second = visit("192.0.2.1");
  const auto third = visit("192.0.2.1");
  EXPECT_FALSE(lives(first));
  EXPECT_EQ(registry->find(first.session->id()), nullptr);
  EXPECT_TRUE(lives(second) && lives(third) && lives(other));
  EXPECT_EQ(registry->size(), 3u);
}

TEST_F(RegistryTest, OneMorePageInAllEndsTheOldestThatNobodyConnectedTo) {
  limit({.max_unconnected = 2});
  const auto first = visit("192.0.2.1");
  const auto second = visit("192.0.2.2");
  const auto third = visit("192.0.2.3");
  EXPECT_FALSE(lives(first));
  EXPECT_TRUE(lives(second) && lives(third));
}

TEST_F(RegistryTest, WhoHasConnectedIsNotEndedEvenIfTheBrowserLeft) {
  limit({.max_unconnected = 1});
  auto connected = visit("192.0.2.1");
  connected.connect();
  auto left = visit("192.0.2.1");
  left.connect();
  left.session->soft_close();
  const auto first = visit("192.0.2.1");
  const auto second = visit("192.0.2.1");
  EXPECT_TRUE(lives(connected) && lives(left) && lives(second));
  EXPECT_FALSE(lives(first));
}

TEST_F(RegistryTest, APageThatEndedMakesRoom) {
  limit({.max_unconnected = 2});
  const auto first = visit("192.0.2.1");
  const auto second = visit("192.0.2.1");
  second.session->close();
  const auto third = visit("192.0.2.1");
  EXPECT_TRUE(lives(first) && lives(third));
}

TEST_F(RegistryTest, TheAddressesOfOneIPv6NetworkCountAsOne) {
  limit({.max_unconnected_per_address = 1});
  const auto first = visit("2001:db8:1:2::1");
  const auto neighbour = visit("2001:db8:1:2:ffff::1");
  const auto other = visit("2001:db8:1:3::1");
  EXPECT_FALSE(lives(first));
  EXPECT_TRUE(lives(neighbour) && lives(other));
}

TEST_F(RegistryTest, NewPagesAreServedUpToTheMostAndThenTurnedAway) {
  limit({.max_sessions = 2, .max_unconnected = 1});
  auto first = visit("192.0.2.1");
  first.connect();
  auto second = visit("192.0.2.1");
  second.connect();
  EXPECT_EQ(visit("192.0.2.1").response.status, 503);
  first.session->close();
  EXPECT_EQ(visit("192.0.2.1").response.status, 200);
}

TEST_F(RegistryTest, ASessionRemembersWhoItWasRenderedFor) {
  const auto browser = visit("192.0.2.1", "ada");
  const auto& visitor = detail::SessionCore::of(*browser.session).visitor();
  EXPECT_EQ(visitor.identity, "ada");
  EXPECT_EQ(visitor.identify, nullptr);
}

TEST_F(RegistryTest, AnIdentityThatAHandlerFoundIsRememberedWithTheWayToFindIt) {
  const detail::SessionRegistry::Scope scope(registry);
  const auto handler = with_identity(app, [](const Request& request) { return "from " + request.client; });
  Request request;
  request.method = "GET";
  request.path = "/";
  request.client = "192.0.2.1";
  const auto response = handler(Visit{request, {}});
  const auto id = response.body.substr(response.body.find("name=\"bonito\" content=\"") + 23, 22);
  const auto session = registry->find(id);
  ASSERT_TRUE(session);
  const auto& visitor = detail::SessionCore::of(*session).visitor();
  EXPECT_EQ(visitor.identity, "from 192.0.2.1");
  ASSERT_TRUE(visitor.identify);
  EXPECT_EQ((*visitor.identify)(request), "from 192.0.2.1");
}

}  // namespace
}  // namespace bonito::testing
