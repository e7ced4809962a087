#include "bonito/dom/live.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bonito {
namespace {

struct Shown {};
Value to_value(const Shown&) { return "shown"; }

template <class T>
std::string text_of(T value) {
  const auto live = make_live(Observable<T>(std::move(value)));
  return live->text(live->snapshot());
}

TEST(Live, WritesTextAsJavaScriptDoes) {
  EXPECT_EQ(text_of(std::string("a<b")), "a<b");
  EXPECT_EQ(text_of(7), "7");
  EXPECT_EQ(text_of(std::int8_t{-7}), "-7");
  EXPECT_EQ(text_of(std::uint64_t{18446744073709551615u}), "18446744073709551615");
  EXPECT_EQ(text_of(0.1f), "0.10000000149011612");
  EXPECT_EQ(text_of(true), "true");
  EXPECT_EQ(text_of(std::optional<int>()), "");
  EXPECT_EQ(text_of(std::optional<int>(3)), "3");
  EXPECT_EQ(text_of(Shown()), "shown");
}

TEST(Live, ASnapshotDoesNotChange) {
  Observable<int> count{1};
  const auto live = make_live(count);
  const auto before = live->snapshot();
  count.set(2);
  EXPECT_EQ(live->text(before), "1");
  EXPECT_EQ(live->value(live->snapshot()), Value(2));
}

TEST(Live, EncodesWhatToValueSays) {
  const auto live = make_live(Observable<std::string>("abc"));
  Bytes written;
  Bytes expected;
  Encoder encoder(written);
  live->encode(live->snapshot(), encoder);
  Encoder(expected).text("abc");
  EXPECT_EQ(written, expected);
}

TEST(Live, TellsListenersTheSnapshotAndTheOrigin) {
  Observable<int> count{1};
  const auto live = make_live(count);
  std::string heard;
  const void* origin = nullptr;
  Subscription subscription = live->listen([&](const detail::Change& change, const Live::Snapshot& now) {
    heard += live->text(now);
    origin = change.origin;
  });
  count.set(2);
  EXPECT_EQ(origin, nullptr);
  EXPECT_TRUE(live->assign(Value(3), &heard));
  EXPECT_EQ(origin, &heard);
  EXPECT_EQ(heard, "23");
  subscription.cancel();
  count.set(4);
  EXPECT_EQ(heard, "23");
}

TEST(Live, RefusesWhatDoesNotFit) {
  Observable<int> count{1};
  const auto result = make_live(count)->assign(Value("x"), nullptr);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::bad_payload);
  EXPECT_EQ(count.get(), 1);
}

TEST(Live, RefusesToSetWhatIsOnlyShown) {
  const auto result = make_live(Observable<Shown>())->assign(Value("x"), nullptr);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::refused);
}

TEST(Live, KeepsTheDeliveryOfItsHandle) {
  Observable<int> count{1};
  EXPECT_EQ(make_live(count)->delivery(), Delivery::latest);
  EXPECT_EQ(make_live(count.deliver(Delivery::every))->delivery(), Delivery::every);
}

}  // namespace
}  // namespace bonito
