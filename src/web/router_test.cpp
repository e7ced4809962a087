#include "bonito/web/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bonito/base/error.hpp"
#include "bonito/base/log.hpp"

namespace bonito {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;

using Captures = std::vector<std::string>;

Handler says(std::string body) {
  return Handler([body](const Visit&) { return Response{.body = body}; });
}
Request get(std::string path) {
  return {.method = "GET", .path = std::move(path), .query = "", .body = "", .peer = "", .headers = {}};
}

TEST(Pattern, ALiteralMatchesItselfOnly) {
  const Pattern about("/about");
  EXPECT_THAT(about.match("/about"), Optional(IsEmpty()));
  EXPECT_EQ(about.match("/about/"), std::nullopt);
  EXPECT_EQ(about.match("/abou"), std::nullopt);
  EXPECT_EQ(about.match("about"), std::nullopt);
  EXPECT_EQ(about.match(""), std::nullopt);
}

TEST(Pattern, TheRootMatchesTheRoot) {
  EXPECT_THAT(Pattern("/").match("/"), Optional(IsEmpty()));
  EXPECT_EQ(Pattern("/").match("/a"), std::nullopt);
}

TEST(Pattern, ANameCapturesOneSegmentThatIsNotEmpty) {
  const Pattern user("/user/:name/edit");
  EXPECT_THAT(user.match("/user/7/edit"), Optional(ElementsAre("7")));
  EXPECT_EQ(user.match("/user//edit"), std::nullopt);
  EXPECT_EQ(user.match("/user/7/8/edit"), std::nullopt);
}

TEST(Pattern, AStarCapturesTheRestWithItsSlashes) {
  const Pattern files("/files/:user/*");
  EXPECT_THAT(files.match("/files/me/a/b.txt"), Optional(ElementsAre("me", "a/b.txt")));
  EXPECT_THAT(files.match("/files/me/"), Optional(ElementsAre("me", "")));
  EXPECT_EQ(files.match("/files/me"), std::nullopt);
}

TEST(Pattern, WhatIsNoPathIsRefusedWithASentence) {
  for (const auto* wrong : {"", "about", "/a/*/b", "/:"}) {
    try {
      const Pattern pattern{wrong};
      ADD_FAILURE() << wrong;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, Errc::usage);
      EXPECT_THAT(failure.error().message, HasSubstr("is no path: "));
    }
  }
}

TEST(Pattern, ALiteralComesBeforeANameBeforeAStar) {
  const Pattern literal("/a/b"), name("/a/:b"), rest("/a/*"), longer("/a/:b/c");
  EXPECT_TRUE(literal.before(name));
  EXPECT_TRUE(name.before(rest));
  EXPECT_TRUE(literal.before(rest));
  EXPECT_TRUE(longer.before(name));
  EXPECT_FALSE(rest.before(name));
  EXPECT_FALSE(name.before(name));
}

TEST(Router, TheMostSpecificPatternAnswersWhateverTheOrder) {
  Router router;
  router.add("/*", says("rest"));
  router.add("/user/:name", says("name"));
  router.add("/user/me", says("literal"));
  EXPECT_EQ(router.answer(get("/user/me")).body, "literal");
  EXPECT_EQ(router.answer(get("/user/you")).body, "name");
  EXPECT_EQ(router.answer(get("/user/you/more")).body, "rest");
  EXPECT_EQ(router.answer(get("/")).body, "rest");
}

TEST(Router, TheHandlerGetsWhatWasCaught) {
  Router router;
  router.add("/:a/:b/*", Handler([](const Visit& visit) {
               return Response{.body = visit.captures.at(0) + "," + visit.captures.at(1) + "," + visit.captures.at(2)};
             }));
  EXPECT_EQ(router.answer(get("/1/2/3/4")).body, "1,2,3/4");
}

TEST(Router, APatternForTheSamePathsReplacesTheHandler) {
  Router router;
  router.add("/user/:name", says("old"));
  router.add("/user/:id", says("new"));
  EXPECT_EQ(router.answer(get("/user/7")).body, "new");
}

TEST(Router, NoRouteIsA404Page) {
  const auto page = Router().answer(get("/nowhere"));
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, HasSubstr("There is no page at this address."));
}

TEST(Router, WhatAHandlerThrowsIsLoggedAndNotShown) {
  std::mutex mutex;
  Captures logged;
  set_log_sink([&](const LogEntry& entry) {
    const std::lock_guard lock(mutex);
    logged.push_back(entry.message);
  });
  Router router;
  router.add("/", Handler([](const Visit&) -> Response { throw std::runtime_error("the secret"); }));
  router.add("/odd", Handler([](const Visit&) -> Response { throw 7; }));
  const auto page = router.answer(get("/"));
  EXPECT_EQ(page.status, 500);
  EXPECT_THAT(page.body, Not(HasSubstr("secret")));
  EXPECT_EQ(router.answer(get("/odd")).status, 500);
  set_log_sink({});
  EXPECT_THAT(logged, ElementsAre(HasSubstr("the secret"), HasSubstr("/odd")));
}

TEST(Router, RoutesMayBeAddedWhileOthersAnswer) {
  Router router;
  router.add("/*", says("rest"));
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) EXPECT_EQ(router.answer(get("/x")).body, "rest");
  });
  for (int i = 0; i < 200; ++i) router.add(Pattern("/route/" + std::to_string(i)), says("route"));
  done = true;
  reader.join();
  EXPECT_EQ(router.answer(get("/route/199")).body, "route");
}

}  // namespace
}  // namespace bonito
