// What the indicator is made of. How it looks, and follows the connection, tests/e2e/indicator.spec.mjs shows.
#include "bonito/session/connection_indicator.hpp"

#include <gmock/gmock.h>

#include "bonito/dom/html.hpp"
#include "session/session_fixture.hpp"

namespace bonito {
namespace {

using testing::Browser;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::set;
using namespace literals;
using ConnectionIndicators = testing::SessionTest;

TEST_F(ConnectionIndicators, StandAtTheEndOfAPageWhoseOptionsNameOne) {
  const Browser browser(registry, App(dom::main("text"), {.indicator = ConnectionIndicator()}));
  EXPECT_THAT(browser.response.body, HasSubstr("<main>text</main><div role=\"status\" aria-live=\"polite\" "
                                               "data-bonito-status=\"static\""));
  EXPECT_THAT(browser.response.body, HasSubstr("data-text-connected=\"Connected\""));
  EXPECT_THAT(browser.response.body, HasSubstr(">Not live</div></body>"));
}

TEST_F(ConnectionIndicators, StandWhereverAChildMay) {
  const Browser browser(registry, App([] { return dom::footer("This page: ", ConnectionIndicator()); }));
  EXPECT_THAT(browser.response.body, HasSubstr("<footer>This page: <div role=\"status\""));
}

TEST_F(ConnectionIndicators, SayWhatTheyAreToldTo) {
  const ConnectionIndicator german({.static_page = "Nicht live",
                                    .connected = "Verbunden",
                                    .reconnecting = "Verbinde <neu>",
                                    .offline = "Keine Verbindung"});
  const Browser browser(registry, App([=] { return dom::main(german); }));
  EXPECT_THAT(browser.response.body,
              HasSubstr("data-text-connected=\"Verbunden\" data-text-reconnecting=\"Verbinde &lt;neu&gt;\" "
                        "data-text-offline=\"Keine Verbindung\""));
  EXPECT_THAT(browser.response.body, HasSubstr(">Nicht live</div>"));
}

TEST_F(ConnectionIndicators, BringTheirStylesInThePagesSheetUnderAStylesOfTheUser) {
  const ConnectionIndicator inside({.style = {{"position", "static"}}});
  const Browser browser(registry, App([=] { return dom::main(inside); }));
  EXPECT_THAT(browser.response.body, Not(HasSubstr("style=")));
  const auto& body = browser.response.body;
  const auto begin = body.find("_bonito/", body.find("rel=\"stylesheet\"")) + std::string("_bonito/").size();
  const auto sheet = registry->assets().find(body.substr(begin, body.find('"', begin) - begin),
                                             [](const auto&) { return std::string(); });
  ASSERT_TRUE(sheet);
  const auto css = as_text(sheet->asset.content());
  EXPECT_THAT(css, HasSubstr("position:static"));
  EXPECT_THAT(css, Not(HasSubstr("position:fixed")));
  EXPECT_THAT(css, HasSubstr("@media (prefers-reduced-motion: reduce)"));
}

TEST_F(ConnectionIndicators, OfYourOwnAreElementsWithTheStatussAttributes) {
  const auto mine = dom::p("data-bonito-status"_a = "static", "data-text-connected"_a = "live",
                           "style"_a = Styles().rule("&[data-bonito-status=offline]", {{"color", "red"}}));
  const Browser browser(registry, App(dom::main(dom::h1("Hello")), {.indicator = mine}));
  EXPECT_THAT(browser.response.body,
              HasSubstr("<p data-bonito-status=\"static\" data-text-connected=\"live\" class=\"b1\"></p></body>"));
}

}  // namespace
}  // namespace bonito
