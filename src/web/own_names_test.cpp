#include "web/own_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace bonito::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> names_of(std::string_view name, const std::string& resolver) {
  std::istringstream file(resolver);
  return own_names(name, file);
}

TEST(OwnNames, AreTheNameWithAndWithoutItsDomain) {
  EXPECT_THAT(names_of("box.example.org", ""), ElementsAre("box.example.org", "box"));
}

TEST(OwnNames, AreInTheDomainsThatTheResolverSearches) {
  EXPECT_THAT(
      names_of("box", "# search no.example\nnameserver 192.0.2.1\nsearch a.example  b.example\ndomain c.example"),
      ElementsAre("box", "box", "box.a.example", "box.b.example", "box.c.example"));
}

TEST(OwnNames, AMachineWithoutANameHasNone) { EXPECT_THAT(names_of("", "search a.example"), IsEmpty()); }

TEST(OwnNames, ThisMachineHasSome) { EXPECT_FALSE(own_names().empty()); }

}  // namespace
}  // namespace bonito::detail
