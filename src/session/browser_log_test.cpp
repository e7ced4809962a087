#include "session/browser_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "bonito/wire/utf8.hpp"
#include "session/page_files.hpp"

namespace bonito::detail {
namespace {

using Places = std::vector<std::string>;

std::string own(const std::string& line) {
  return "http://127.0.0.1:8080/_bonito/" + client_script().key() + ":1:" + line;
}

TEST(BrowserLog, HasThePlacesWithoutTheMessageAndWithoutTheLibrarysOwnAndTheBrowsers) {
  const std::string message = "Error: no\n  such pump";
  const auto stack = message + "\n    at stop (panel.cpp:12)\n    at N.go (" + own("20") +
                     ")\n    at new Promise (<anonymous>)\n    at panel.cpp:40";
  EXPECT_EQ(places_of({BrowserError::Origin::app, message, stack}),
            (Places{"at stop (panel.cpp:12)", "at panel.cpp:40"}));
  EXPECT_EQ(places_of({BrowserError::Origin::app, "Uncaught " + message, stack}).size(), 2u);
  EXPECT_EQ(places_of({BrowserError::Origin::app, message, "stop@panel.cpp:12\ngo@" + own("20") + "\n"}),
            Places{"stop@panel.cpp:12"});
  EXPECT_EQ(places_of({BrowserError::Origin::network, "x.png cannot be loaded."}), Places{});
}

TEST(BrowserLog, HasTheLibrarysOwnPlacesOfItsOwnFailures) {
  const std::string place = "at N.go (" + own("20") + ")";
  EXPECT_EQ(places_of({BrowserError::Origin::library, "Error: no", "Error: no\n    " + place}), Places{place});
}

TEST(BrowserLog, HasTenPlacesAtMostAndNoLongOne) {
  std::string stack;
  for (int i = 0; i < 1000; ++i) stack += "at line " + std::to_string(i) + "\n";
  EXPECT_EQ(places_of({BrowserError::Origin::app, "Error: no", stack}).size(), 10u);
  for (const std::string letter : {"a", "\u00e4", "\u20ac", "\U0001f388"}) {
    std::string line;
    while (line.size() < 1000) line += letter;
    const auto places = places_of({BrowserError::Origin::app, "Error: no", line});
    ASSERT_EQ(places.size(), 1u);
    EXPECT_LE(places[0].size(), 310u);
    EXPECT_TRUE(is_utf8(places[0]));
  }
}

}  // namespace
}  // namespace bonito::detail
