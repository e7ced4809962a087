// What a part of a page provides for what is in it.
#include "bonito/session/context.hpp"

#include <gmock/gmock.h>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using ::testing::HasSubstr;
using Contexts = testing::SessionTest;

struct Theme {
  std::string accent;
};

struct Badge {
  int number = 0;
};
Node to_node(Session& session, const Badge& badge) {
  const auto theme = context<Theme>(session);
  return dom::b(badge.number, theme ? theme->accent : "plain");
}

struct Panel {
  std::string accent;
  Observable<Badge> badge = {};
};
Node to_node(Session& session, const Panel& panel) {
  provide(session, Theme{panel.accent});
  return dom::div(panel.badge);
}

// All that the messages say.
std::string texts_of(const auto& messages) {
  std::string all;
  for (const auto& message : messages) {
    for (const Value& part : message) all += part.text() ? std::string(*part.text()) : "";
  }
  return all;
}

TEST_F(Contexts, AreThoseOfTheNearestPartThatProvidesOne) {
  const auto content = Observable<Node>{dom::p()};
  const Panel red{"red"}, blue{"blue"};
  Browser browser(registry, App([=](Session& session) {
                    provide(session, Theme{"green"});
                    return dom::main(Badge{1}, content);
                  }));
  EXPECT_NE(browser.response.body.find("<b>1green</b>"), std::string::npos) << browser.response.body;
  browser.connect();
  content.set(dom::p(red, blue, Badge{2}));
  const std::string all = texts_of(browser.messages());
  EXPECT_NE(all.find("0red"), std::string::npos) << all;
  EXPECT_NE(all.find("0blue"), std::string::npos) << all;
  EXPECT_NE(all.find("2green"), std::string::npos) << all;
  red.badge.set(Badge{5});
  EXPECT_EQ(texts_of(browser.messages()), "5red");
}

TEST_F(Contexts, AreNotForWhatStandsBesideTheComponentThatProvidesThem) {
  const Panel red{"red"}, blue{"blue"};
  Browser browser(registry, App([=] { return dom::main(red, Badge{2}, blue, Badge{3}); }));
  const std::string& body = browser.response.body;
  for (const char* shown : {"0red", "2plain", "0blue", "3plain"}) EXPECT_THAT(body, HasSubstr(shown));
  browser.connect();
  red.badge.set(Badge{5});
  EXPECT_EQ(texts_of(browser.messages()), "5red");
  blue.badge.set(Badge{6});
  EXPECT_EQ(texts_of(browser.messages()), "6blue");
}

TEST_F(Contexts, AreNothingWhereNobodyProvidesThemAndApartFromThePagesData) {
  Browser browser(registry, App([](Session& session) {
                    EXPECT_EQ(context<Theme>(session), nullptr);
                    session.data<Theme>().accent = "data";
                    EXPECT_EQ(context<Theme>(session), nullptr);
                    provide(session, Theme{"first"});
                    const auto first = context<Theme>(session);
                    provide(session, Theme{"second"});
                    EXPECT_EQ(first->accent, "first");
                    EXPECT_EQ(context<Theme>(session)->accent, "second");
                    EXPECT_EQ(session.data<Theme>().accent, "data");
                    return dom::p();
                  }));
}

TEST_F(Contexts, EndWithTheirSession) {
  auto resource = std::make_shared<int>(5);
  const std::weak_ptr<int> alive = resource;
  Browser browser(registry, App([&](Session& session) {
                    provide(session, std::move(resource));
                    return dom::p();
                  }));
  EXPECT_FALSE(alive.expired());
  browser.session->close();
  detail::SessionCore::of(*browser.session).tab().strand()->wait();
  EXPECT_TRUE(alive.expired());
}

}  // namespace
}  // namespace bonito
