#include "bonito/reactive/batch.hpp"

#include <gmock/gmock.h>

#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using testing::ElementsAre;
using Numbers = std::vector<int>;

TEST(Batch, TellsAtTheEndOfTheOutermost) {
  Observable value(0);
  Numbers heard;
  auto a = value.on([&](int n) { heard.push_back(n); });
  batch([&] {
    batch([&] { value.set(1); });
    EXPECT_TRUE(heard.empty());
    value.set(2);
  });
  EXPECT_THAT(heard, ElementsAre(2));
}

TEST(Batch, AnExceptionStillTellsWhatWasSetAndThenLeaves) {
  Observable value(0);
  Numbers heard;
  auto a = value.on([&](int n) {
    heard.push_back(n);
    throw std::logic_error("the listener's");
  });
  EXPECT_THROW(batch([&] {
                 value.set(1);
                 throw std::runtime_error("the batch's");
               }),
               std::runtime_error);
  EXPECT_THAT(heard, ElementsAre(1));
  EXPECT_THROW(value.set(2), std::logic_error);
}

TEST(Batch, AListenerMayBatchAndWhatListenersSetIsNotDelayed) {
  Observable a(0);
  Observable b(0);
  Numbers heard;
  auto first = a.on([&](int n) { batch([&] { b.set(n); }); });
  auto second = a.on([&](int n) { heard.push_back(n); });
  auto third = b.on([&](int n) { heard.push_back(10 * n); });
  batch([&] { a.set(1); });
  EXPECT_THAT(heard, ElementsAre(10, 1));
}

TEST(Batch, ReadersSeeDerivedValuesAtOnceAndListenersHearThemOnce) {
  Observable value(1);
  auto twice = value.map([](int n) { return 2 * n; });
  Numbers heard;
  auto a = twice.on([&](int n) { heard.push_back(n); });
  batch([&] {
    value.set(2);
    EXPECT_EQ(twice.get(), 4);
    value.set(3);
    EXPECT_EQ(twice.get(), 6);
  });
  EXPECT_THAT(heard, ElementsAre(6));
}

TEST(Batch, TheOriginIsThatOfTheLastSet) {
  Observable value(0);
  auto derived = value.map([](int n) { return n; });
  int me = 0;
  std::vector<const void*> origins;
  const auto note = [&](const detail::Change& change, const auto&) { origins.push_back(change.origin); };
  auto a = detail::listen_raw(value, note);
  auto b = detail::listen_raw(derived, note);
  batch([&] { detail::set_from(value, 1, &me); });
  batch([&] {
    detail::set_from(value, 1, &me);
    value.set(2);
  });
  EXPECT_THAT(origins, ElementsAre(&me, nullptr, nullptr, nullptr));
}

TEST(Batch, AnotherThreadsSetsAreToldMeanwhile) {
  Observable value(0);
  Numbers heard;
  auto a = value.on([&](int n) { heard.push_back(n); });
  batch([&] {
    value.set(1);
    std::thread([&] { value.set(2); }).join();
    EXPECT_THAT(heard, ElementsAre(2));
  });
  EXPECT_THAT(heard, ElementsAre(2, 1));
}

}  // namespace
}  // namespace bonito
