#include "bonito/reactive/combine.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <string>

#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using testing::ElementsAre;
using Strings = std::vector<std::string>;

TEST(Combine, HearsWhicheverInputChanged) {
  Observable a(1);
  Observable<std::string> b("x");
  Strings heard;
  auto listening = combine(a, b).on([&](int n, const std::string& s) { heard.push_back(std::to_string(n) + s); });
  a.set(2);
  b.set("y");
  batch([&] {
    a.set(3);
    b.set("z");
  });
  EXPECT_THAT(heard, ElementsAre("2x", "2y", "3z"));
  listening.cancel();
  a.set(4);
  EXPECT_EQ(heard.size(), 3U);
}

TEST(Combine, OfADiamondIsHeardOncePerChange) {
  Observable source(1);
  auto twice = source.map([](int n) { return 2 * n; });
  int calls = 0;
  auto listening = combine(source, twice, source).on([&](int a, int b, int c) {
    ++calls;
    EXPECT_EQ(2 * a, b);
    EXPECT_EQ(a, c);
  });
  source.set(2);
  source.set(3);
  EXPECT_EQ(calls, 2);
}

TEST(Combine, ASubscriptionDoesNotKeepTheInputsAliveAndGoesOnWithTheLastValueOfOneThatIsGone) {
  auto probe = std::make_shared<int>(1);
  Observable b(1);
  int last = 0;
  Subscription listening;
  {
    Observable<std::shared_ptr<int>> a(probe);
    listening = combine(a, b).on([&](const std::shared_ptr<int>& p, int n) { last = *p + n; });
  }
  b.set(5);
  EXPECT_EQ(last, 6);
  EXPECT_TRUE(listening);
  listening.cancel();
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Combine, ADetachedListenerListensUntilAllInputsAreGone) {
  auto probe = std::make_shared<int>(0);
  std::optional<Observable<int>> a(1);
  std::optional<Observable<int>> b(2);
  combine(*a, *b).on([probe](int x, int y) { *probe = 10 * x + y; }).detach();
  a->set(3);
  EXPECT_EQ(*probe, 32);
  a.reset();
  b->set(4);
  EXPECT_EQ(*probe, 34);
  b.reset();
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Combine, RunNowPriorityAndOwnersWorkAsForOne) {
  Observable a(1);
  Observable b(2);
  test::StrandKeeper session;
  Strings heard;
  combine(a, b).on(session, [&](int x, int y) { heard.push_back(std::to_string(x + y)); }, {.run_now = true});
  a.set(5);
  EXPECT_TRUE(heard.empty());
  session.strand->run_all();
  EXPECT_THAT(heard, ElementsAre("3", "7"));
  session.owned.clear();
  a.set(6);
  session.strand->run_all();
  EXPECT_EQ(heard.size(), 2U);
}

TEST(Combine, MapFollowsAllInputsAndHoldsThem) {
  auto sum = combine(Observable(1), Observable(2.5), Observable("x")).map([](int a, double b, const std::string& c) {
    return a + b + static_cast<double>(c.size());
  });
  EXPECT_EQ(sum.get(), 4.5);
}

}  // namespace
}  // namespace bonito
